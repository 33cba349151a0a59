#include "common.h"

struct prefix {
    u64 high, low, mask_high, mask_low, action;
};

extern struct prefix Prefixes[16];

int prefix_match(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    if (data + 54 > packet_end(context))
        return 0;
    u64 high = *(u64 *)(data + 22);
    u64 low = *(u64 *)(data + 30);
#pragma clang loop unroll(disable)
    for (u32 index = 0; index < 16; index++) {
        struct prefix *prefix = &Prefixes[index];
        if ((high & prefix->mask_high) == prefix->high && (low & prefix->mask_low) == prefix->low)
            return prefix->action;
    }
    return 1;
}
