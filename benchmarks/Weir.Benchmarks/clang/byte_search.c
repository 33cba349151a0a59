#include "common.h"

struct pattern {
    u8 bytes[4];
};

extern struct pattern Patterns;

int byte_search(struct __sk_buff *context)
{
    u8 *data = packet_start(context) + 14;
    u8 *end = packet_end(context);
#pragma clang loop unroll(disable)
    for (u32 index = 0; index < 61; index++) {
        u8 *place = data + index;
        if (place + 4 > end)
            break;
        u32 matched = 0;
#pragma clang loop unroll(disable)
        for (; matched < 4; matched++)
            if (place[matched] != Patterns.bytes[matched])
                break;
        if (matched == 4)
            return index + 1;
    }
    return 0;
}
