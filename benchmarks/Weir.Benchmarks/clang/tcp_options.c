#include "common.h"

int tcp_options(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    u8 *end = packet_end(context);
    if (data + 54 > end)
        return 0;
    u8 *header = data + 34;
    u32 length = (header[12] >> 4) * 4;
    u32 offset = 20;
    u32 segment_size = 536;
    u32 scale = 0;
#pragma clang loop unroll(disable)
    for (int turn = 0; turn < 20; turn++) {
        if (offset + 2 > length)
            break;
        u8 *option = header + offset;
        if (option + 4 > end)
            break;
        u8 kind = option[0];
        if (kind == 0)
            break;
        if (kind == 1) {
            offset = (offset + 1) & 63;
            continue;
        }
        u32 size = option[1];
        if (size < 2)
            break;
        if (kind == 2)
            segment_size = __builtin_bswap16(*(u16 *)(option + 2));
        else if (kind == 3)
            scale = option[2];
        offset = (offset + size) & 63;
    }
    return scale << 16 | segment_size;
}
