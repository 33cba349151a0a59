#include "common.h"

struct bucket {
    s64 time;
    u64 nanoseconds_per_byte, burst, denied;
};

extern struct bucket Buckets;

int token_bucket(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    if (data + 22 > packet_end(context))
        return 0;
    struct bucket *bucket = &Buckets;
    s64 now = *(s64 *)(data + 14) & 0xffffffffffLL;
    s64 cost = context->len * bucket->nanoseconds_per_byte;
#pragma clang loop unroll(disable)
    for (int turn = 0; turn < 8; turn++) {
        s64 old = *(volatile s64 *)&bucket->time;
        s64 start = old > now ? old : now;
        if (start - now > (s64)bucket->burst) {
            __sync_fetch_and_add(&bucket->denied, 1);
            return 2;
        }
        if (__sync_val_compare_and_swap(&bucket->time, old, start + cost) == old)
            return 1;
    }
    return 3;
}
