#include "common.h"

inline int transport_class(u8 protocol, u8 *transport, u8 *end)
{
    switch (protocol) {
    case 1:
        return transport[0] == 0 || transport[0] == 8 ? 10 : 11;
    case 6:
        if (transport + 20 > end)
            return 1;
        switch (transport[13] & 0x12) {
        case 0x02:
            return 20;
        case 0x12:
            return 21;
        default:
            return 22;
        }
    case 17:
        switch (__builtin_bswap16(*(u16 *)(transport + 2))) {
        case 53:
            return 30;
        case 67:
        case 68:
            return 31;
        case 123:
            return 32;
        case 443:
            return 33;
        case 4789:
            return 34;
        case 51820:
            return 35;
        default:
            return 36;
        }
    case 47:
        return 40;
    case 50:
    case 51:
        return 41;
    case 58:
        return transport[0] >= 133 && transport[0] <= 137 ? 12 : 13;
    case 132:
        return 42;
    default:
        return 1;
    }
}

int protocol_dispatch(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    u8 *end = packet_end(context);
    if (data + 42 > end)
        return 0;
    switch (__builtin_bswap16(*(u16 *)(data + 12))) {
    case 0x0800:
        if (data[14] != 0x45)
            return 1;
        return transport_class(data[23], data + 34, end);
    case 0x86dd:
        if (data + 62 > end)
            return 1;
        return transport_class(data[20], data + 54, end);
    case 0x0806:
        return 2 + data[21];
    case 0x8100:
    case 0x88a8:
        return 5;
    case 0x88cc:
        return 6;
    case 0x8847:
    case 0x8848:
        return 7;
    default:
        return 0;
    }
}
