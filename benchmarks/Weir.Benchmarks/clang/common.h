/* What the functions share: the context and plain integer types, so that no kernel header is needed. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

struct __sk_buff {
    u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex, ifindex, tc_index;
    u32 cb[5];
    u32 hash, tc_classid, data, data_end;
};

#define inline static inline __attribute__((always_inline))
#define packet_start(context) ((u8 *)(u64)(context)->data)
#define packet_end(context) ((u8 *)(u64)(context)->data_end)
