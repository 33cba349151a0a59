#include "common.h"

inline u16 fold(u32 sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

inline u16 update(u16 checksum, u16 before, u16 after)
{
    return ~fold((u32)(u16)~checksum + (u16)~before + after);
}

int checksum_update(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    if (data + 34 > packet_end(context))
        return 0;
    u8 *network = data + 14;
    u16 before = *(u16 *)(network + 8);
    network[8]--;
    u16 after = *(u16 *)(network + 8);
    u16 checksum = update(*(u16 *)(network + 10), before, after);
    u32 old_destination = *(u32 *)(network + 16), new_destination = old_destination ^ 0x01010101;
    checksum = update(checksum, old_destination, new_destination);
    checksum = update(checksum, old_destination >> 16, new_destination >> 16);
    *(u32 *)(network + 16) = new_destination;
    *(u16 *)(network + 10) = checksum;
    return checksum;
}
