#include "common.h"

struct rule {
    u32 source, source_mask, destination, destination_mask;
    u16 source_port_low, source_port_high, destination_port_low, destination_port_high;
    u8 protocol, padding[3];
    u32 action;
};

struct tuple {
    u32 source, destination;
    u16 source_port, destination_port;
    u8 protocol;
};

extern struct rule Rules;

inline int parse(u8 *data, u8 *end, struct tuple *tuple)
{
    if (data + 34 > end)
        return 0;
    if (*(u16 *)(data + 12) != 0x0008)
        return 0;
    u8 *network = data + 14;
    if (network[0] >> 4 != 4)
        return 0;
    u32 length = (network[0] & 15) * 4;
    if (length < 20)
        return 0;
    if (*(u16 *)(network + 6) & 0xff1f)
        return 0;
    tuple->protocol = network[9];
    tuple->source = *(u32 *)(network + 12);
    tuple->destination = *(u32 *)(network + 16);
    if (tuple->protocol != 6 && tuple->protocol != 17)
        return 1;
    u8 *transport = network + length;
    if (transport + 8 > end)
        return 0;
    tuple->source_port = __builtin_bswap16(*(u16 *)transport);
    tuple->destination_port = __builtin_bswap16(*(u16 *)(transport + 2));
    return 1;
}

int parse_and_match(struct __sk_buff *context)
{
    struct tuple tuple = {};
    if (!parse(packet_start(context), packet_end(context), &tuple))
        return 0;
    struct rule *rule = &Rules;
    int matches = (tuple.source & rule->source_mask) == rule->source
        && (tuple.destination & rule->destination_mask) == rule->destination
        && (rule->protocol == 0 || rule->protocol == tuple.protocol)
        && tuple.source_port >= rule->source_port_low && tuple.source_port <= rule->source_port_high
        && tuple.destination_port >= rule->destination_port_low && tuple.destination_port <= rule->destination_port_high;
    return matches ? rule->action : 1;
}
