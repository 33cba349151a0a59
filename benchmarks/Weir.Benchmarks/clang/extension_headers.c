#include "common.h"

int extension_headers(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    u8 *end = packet_end(context);
    if (data + 54 > end)
        return 0;
    if (*(u16 *)(data + 12) != 0xdd86)
        return 0;
    u32 next = data[20];
    u32 offset = 54;
#pragma clang loop unroll(disable)
    for (int turn = 0; turn < 6; turn++) {
        if (next != 0 && next != 43 && next != 44 && next != 51 && next != 60)
            break;
        u8 *header = data + offset;
        if (header + 8 > end)
            return 0;
        u32 units = header[1];
        switch (next) {
        case 44:
            offset += 8;
            break;
        case 51:
            offset += (units + 2) * 4;
            break;
        default:
            offset += (units + 1) * 8;
            break;
        }
        next = header[0];
    }
    return next << 16 | offset;
}
