#include "common.h"

struct flow {
    u32 source, destination, ports, protocol;
};

struct traffic {
    u64 packets, bytes;
};

extern struct map Flows;

static void *(*const map_lookup_elem)(struct map *map, const void *key) = (void *)1;
static long (*const map_update_elem)(struct map *map, const void *key, const void *value, u64 flags) = (void *)2;

int flow_count(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    if (data + 38 > packet_end(context))
        return 0;
    struct flow flow = {};
    flow.source = *(u32 *)(data + 26);
    flow.destination = *(u32 *)(data + 30);
    flow.ports = *(u32 *)(data + 34);
    flow.protocol = data[23];
    struct traffic *traffic = map_lookup_elem(&Flows, &flow);
    if (traffic) {
        __sync_fetch_and_add(&traffic->packets, 1);
        __sync_fetch_and_add(&traffic->bytes, context->len);
        return 1;
    }
    struct traffic first = {};
    first.packets = 1;
    first.bytes = context->len;
    map_update_elem(&Flows, &flow, &first, 1);
    return 2;
}
