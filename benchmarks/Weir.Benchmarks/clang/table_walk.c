#include "common.h"

#define NODE_MASK 0xffff

struct node {
    u32 key, left, right, value;
};

extern struct node Nodes[NODE_MASK + 1];

int table_walk(struct __sk_buff *context)
{
    u8 *data = packet_start(context);
    if (data + 18 > packet_end(context))
        return 0;
    u32 key = *(u32 *)(data + 14);
    u32 index = 0, best = 0;
#pragma clang loop unroll(disable)
    for (int turn = 0; turn < 24; turn++) {
        struct node *node = &Nodes[index & NODE_MASK];
        if (key >= node->key) {
            best = node->value;
            index = node->right;
        } else {
            index = node->left;
        }
        if (index == 0)
            break;
    }
    return best;
}
