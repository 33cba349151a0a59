namespace Weir.Bpf;

/// <summary>The kernel helpers that programs call by number, under their kernel names (man page: bpf-helpers(7)).</summary>
/// <remarks>The list is frozen: newer kernels add kernel functions (kfuncs) instead.</remarks>
public enum HelperFunction
{
    /// <summary><c>void *bpf_map_lookup_elem(struct bpf_map *map, const void *key)</c></summary>
    bpf_map_lookup_elem = 1,

    /// <summary><c>long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)</c></summary>
    bpf_map_update_elem = 2,

    /// <summary><c>long bpf_map_delete_elem(struct bpf_map *map, const void *key)</c></summary>
    bpf_map_delete_elem = 3,

    /// <summary><c>long bpf_probe_read(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read = 4,

    /// <summary><c>u64 bpf_ktime_get_ns(void)</c></summary>
    bpf_ktime_get_ns = 5,

    /// <summary><c>long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)</c></summary>
    bpf_trace_printk = 6,

    /// <summary><c>u32 bpf_get_prandom_u32(void)</c></summary>
    bpf_get_prandom_u32 = 7,

    /// <summary><c>u32 bpf_get_smp_processor_id(void)</c></summary>
    bpf_get_smp_processor_id = 8,

    /// <summary><c>long bpf_skb_store_bytes(struct sk_buff *skb, u32 offset, const void *from, u32 len, u64 flags)</c></summary>
    bpf_skb_store_bytes = 9,

    /// <summary><c>long bpf_l3_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 size)</c></summary>
    bpf_l3_csum_replace = 10,

    /// <summary><c>long bpf_l4_csum_replace(struct sk_buff *skb, u32 offset, u64 from, u64 to, u64 flags)</c></summary>
    bpf_l4_csum_replace = 11,

    /// <summary><c>long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index)</c></summary>
    bpf_tail_call = 12,

    /// <summary><c>long bpf_clone_redirect(struct sk_buff *skb, u32 ifindex, u64 flags)</c></summary>
    bpf_clone_redirect = 13,

    /// <summary><c>u64 bpf_get_current_pid_tgid(void)</c></summary>
    bpf_get_current_pid_tgid = 14,

    /// <summary><c>u64 bpf_get_current_uid_gid(void)</c></summary>
    bpf_get_current_uid_gid = 15,

    /// <summary><c>long bpf_get_current_comm(void *buf, u32 size_of_buf)</c></summary>
    bpf_get_current_comm = 16,

    /// <summary><c>u32 bpf_get_cgroup_classid(struct sk_buff *skb)</c></summary>
    bpf_get_cgroup_classid = 17,

    /// <summary><c>long bpf_skb_vlan_push(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci)</c></summary>
    bpf_skb_vlan_push = 18,

    /// <summary><c>long bpf_skb_vlan_pop(struct sk_buff *skb)</c></summary>
    bpf_skb_vlan_pop = 19,

    /// <summary><c>long bpf_skb_get_tunnel_key(struct sk_buff *skb, struct bpf_tunnel_key *key, u32 size, u64 flags)</c></summary>
    bpf_skb_get_tunnel_key = 20,

    /// <summary><c>long bpf_skb_set_tunnel_key(struct sk_buff *skb, struct bpf_tunnel_key *key, u32 size, u64 flags)</c></summary>
    bpf_skb_set_tunnel_key = 21,

    /// <summary><c>u64 bpf_perf_event_read(struct bpf_map *map, u64 flags)</c></summary>
    bpf_perf_event_read = 22,

    /// <summary><c>long bpf_redirect(u32 ifindex, u64 flags)</c></summary>
    bpf_redirect = 23,

    /// <summary><c>u32 bpf_get_route_realm(struct sk_buff *skb)</c></summary>
    bpf_get_route_realm = 24,

    /// <summary><c>long bpf_perf_event_output(void *ctx, struct bpf_map *map, u64 flags, void *data, u64 size)</c></summary>
    bpf_perf_event_output = 25,

    /// <summary><c>long bpf_skb_load_bytes(const void *skb, u32 offset, void *to, u32 len)</c></summary>
    bpf_skb_load_bytes = 26,

    /// <summary><c>long bpf_get_stackid(void *ctx, struct bpf_map *map, u64 flags)</c></summary>
    bpf_get_stackid = 27,

    /// <summary><c>s64 bpf_csum_diff(__be32 *from, u32 from_size, __be32 *to, u32 to_size, __wsum seed)</c></summary>
    bpf_csum_diff = 28,

    /// <summary><c>long bpf_skb_get_tunnel_opt(struct sk_buff *skb, void *opt, u32 size)</c></summary>
    bpf_skb_get_tunnel_opt = 29,

    /// <summary><c>long bpf_skb_set_tunnel_opt(struct sk_buff *skb, void *opt, u32 size)</c></summary>
    bpf_skb_set_tunnel_opt = 30,

    /// <summary><c>long bpf_skb_change_proto(struct sk_buff *skb, __be16 proto, u64 flags)</c></summary>
    bpf_skb_change_proto = 31,

    /// <summary><c>long bpf_skb_change_type(struct sk_buff *skb, u32 type)</c></summary>
    bpf_skb_change_type = 32,

    /// <summary><c>long bpf_skb_under_cgroup(struct sk_buff *skb, struct bpf_map *map, u32 index)</c></summary>
    bpf_skb_under_cgroup = 33,

    /// <summary><c>u32 bpf_get_hash_recalc(struct sk_buff *skb)</c></summary>
    bpf_get_hash_recalc = 34,

    /// <summary><c>u64 bpf_get_current_task(void)</c></summary>
    bpf_get_current_task = 35,

    /// <summary><c>long bpf_probe_write_user(void *dst, const void *src, u32 len)</c></summary>
    bpf_probe_write_user = 36,

    /// <summary><c>long bpf_current_task_under_cgroup(struct bpf_map *map, u32 index)</c></summary>
    bpf_current_task_under_cgroup = 37,

    /// <summary><c>long bpf_skb_change_tail(struct sk_buff *skb, u32 len, u64 flags)</c></summary>
    bpf_skb_change_tail = 38,

    /// <summary><c>long bpf_skb_pull_data(struct sk_buff *skb, u32 len)</c></summary>
    bpf_skb_pull_data = 39,

    /// <summary><c>s64 bpf_csum_update(struct sk_buff *skb, __wsum csum)</c></summary>
    bpf_csum_update = 40,

    /// <summary><c>void bpf_set_hash_invalid(struct sk_buff *skb)</c></summary>
    bpf_set_hash_invalid = 41,

    /// <summary><c>long bpf_get_numa_node_id(void)</c></summary>
    bpf_get_numa_node_id = 42,

    /// <summary><c>long bpf_skb_change_head(struct sk_buff *skb, u32 len, u64 flags)</c></summary>
    bpf_skb_change_head = 43,

    /// <summary><c>long bpf_xdp_adjust_head(struct xdp_buff *xdp_md, int delta)</c></summary>
    bpf_xdp_adjust_head = 44,

    /// <summary><c>long bpf_probe_read_str(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read_str = 45,

    /// <summary><c>u64 bpf_get_socket_cookie(struct sk_buff *skb)</c></summary>
    bpf_get_socket_cookie = 46,

    /// <summary><c>u32 bpf_get_socket_uid(struct sk_buff *skb)</c></summary>
    bpf_get_socket_uid = 47,

    /// <summary><c>long bpf_set_hash(struct sk_buff *skb, u32 hash)</c></summary>
    bpf_set_hash = 48,

    /// <summary><c>long bpf_setsockopt(void *bpf_socket, int level, int optname, void *optval, int optlen)</c></summary>
    bpf_setsockopt = 49,

    /// <summary><c>long bpf_skb_adjust_room(struct sk_buff *skb, s32 len_diff, u32 mode, u64 flags)</c></summary>
    bpf_skb_adjust_room = 50,

    /// <summary><c>long bpf_redirect_map(struct bpf_map *map, u32 key, u64 flags)</c></summary>
    bpf_redirect_map = 51,

    /// <summary><c>long bpf_sk_redirect_map(struct sk_buff *skb, struct bpf_map *map, u32 key, u64 flags)</c></summary>
    bpf_sk_redirect_map = 52,

    /// <summary><c>long bpf_sock_map_update(struct bpf_sock_ops *skops, struct bpf_map *map, void *key, u64 flags)</c></summary>
    bpf_sock_map_update = 53,

    /// <summary><c>long bpf_xdp_adjust_meta(struct xdp_buff *xdp_md, int delta)</c></summary>
    bpf_xdp_adjust_meta = 54,

    /// <summary><c>long bpf_perf_event_read_value(struct bpf_map *map, u64 flags, struct bpf_perf_event_value *buf, u32 buf_size)</c></summary>
    bpf_perf_event_read_value = 55,

    /// <summary><c>long bpf_perf_prog_read_value(struct bpf_perf_event_data *ctx, struct bpf_perf_event_value *buf, u32 buf_size)</c></summary>
    bpf_perf_prog_read_value = 56,

    /// <summary><c>long bpf_getsockopt(void *bpf_socket, int level, int optname, void *optval, int optlen)</c></summary>
    bpf_getsockopt = 57,

    /// <summary><c>long bpf_override_return(struct pt_regs *regs, u64 rc)</c></summary>
    bpf_override_return = 58,

    /// <summary><c>long bpf_sock_ops_cb_flags_set(struct bpf_sock_ops *bpf_sock, int argval)</c></summary>
    bpf_sock_ops_cb_flags_set = 59,

    /// <summary><c>long bpf_msg_redirect_map(struct sk_msg_buff *msg, struct bpf_map *map, u32 key, u64 flags)</c></summary>
    bpf_msg_redirect_map = 60,

    /// <summary><c>long bpf_msg_apply_bytes(struct sk_msg_buff *msg, u32 bytes)</c></summary>
    bpf_msg_apply_bytes = 61,

    /// <summary><c>long bpf_msg_cork_bytes(struct sk_msg_buff *msg, u32 bytes)</c></summary>
    bpf_msg_cork_bytes = 62,

    /// <summary><c>long bpf_msg_pull_data(struct sk_msg_buff *msg, u32 start, u32 end, u64 flags)</c></summary>
    bpf_msg_pull_data = 63,

    /// <summary><c>long bpf_bind(struct bpf_sock_addr *ctx, struct sockaddr *addr, int addr_len)</c></summary>
    bpf_bind = 64,

    /// <summary><c>long bpf_xdp_adjust_tail(struct xdp_buff *xdp_md, int delta)</c></summary>
    bpf_xdp_adjust_tail = 65,

    /// <summary><c>long bpf_skb_get_xfrm_state(struct sk_buff *skb, u32 index, struct bpf_xfrm_state *xfrm_state, u32 size, u64 flags)</c></summary>
    bpf_skb_get_xfrm_state = 66,

    /// <summary><c>long bpf_get_stack(void *ctx, void *buf, u32 size, u64 flags)</c></summary>
    bpf_get_stack = 67,

    /// <summary><c>long bpf_skb_load_bytes_relative(const void *skb, u32 offset, void *to, u32 len, u32 start_header)</c></summary>
    bpf_skb_load_bytes_relative = 68,

    /// <summary><c>long bpf_fib_lookup(void *ctx, struct bpf_fib_lookup *params, int plen, u32 flags)</c></summary>
    bpf_fib_lookup = 69,

    /// <summary><c>long bpf_sock_hash_update(struct bpf_sock_ops *skops, struct bpf_map *map, void *key, u64 flags)</c></summary>
    bpf_sock_hash_update = 70,

    /// <summary><c>long bpf_msg_redirect_hash(struct sk_msg_buff *msg, struct bpf_map *map, void *key, u64 flags)</c></summary>
    bpf_msg_redirect_hash = 71,

    /// <summary><c>long bpf_sk_redirect_hash(struct sk_buff *skb, struct bpf_map *map, void *key, u64 flags)</c></summary>
    bpf_sk_redirect_hash = 72,

    /// <summary><c>long bpf_lwt_push_encap(struct sk_buff *skb, u32 type, void *hdr, u32 len)</c></summary>
    bpf_lwt_push_encap = 73,

    /// <summary><c>long bpf_lwt_seg6_store_bytes(struct sk_buff *skb, u32 offset, const void *from, u32 len)</c></summary>
    bpf_lwt_seg6_store_bytes = 74,

    /// <summary><c>long bpf_lwt_seg6_adjust_srh(struct sk_buff *skb, u32 offset, s32 delta)</c></summary>
    bpf_lwt_seg6_adjust_srh = 75,

    /// <summary><c>long bpf_lwt_seg6_action(struct sk_buff *skb, u32 action, void *param, u32 param_len)</c></summary>
    bpf_lwt_seg6_action = 76,

    /// <summary><c>long bpf_rc_repeat(void *ctx)</c></summary>
    bpf_rc_repeat = 77,

    /// <summary><c>long bpf_rc_keydown(void *ctx, u32 protocol, u64 scancode, u32 toggle)</c></summary>
    bpf_rc_keydown = 78,

    /// <summary><c>u64 bpf_skb_cgroup_id(struct sk_buff *skb)</c></summary>
    bpf_skb_cgroup_id = 79,

    /// <summary><c>u64 bpf_get_current_cgroup_id(void)</c></summary>
    bpf_get_current_cgroup_id = 80,

    /// <summary><c>void *bpf_get_local_storage(void *map, u64 flags)</c></summary>
    bpf_get_local_storage = 81,

    /// <summary><c>long bpf_sk_select_reuseport(struct sk_reuseport_md *reuse, struct bpf_map *map, void *key, u64 flags)</c></summary>
    bpf_sk_select_reuseport = 82,

    /// <summary><c>u64 bpf_skb_ancestor_cgroup_id(struct sk_buff *skb, int ancestor_level)</c></summary>
    bpf_skb_ancestor_cgroup_id = 83,

    /// <summary><c>struct bpf_sock *bpf_sk_lookup_tcp(void *ctx, struct bpf_sock_tuple *tuple, u32 tuple_size, u64 netns, u64 flags)</c></summary>
    bpf_sk_lookup_tcp = 84,

    /// <summary><c>struct bpf_sock *bpf_sk_lookup_udp(void *ctx, struct bpf_sock_tuple *tuple, u32 tuple_size, u64 netns, u64 flags)</c></summary>
    bpf_sk_lookup_udp = 85,

    /// <summary><c>long bpf_sk_release(void *sock)</c></summary>
    bpf_sk_release = 86,

    /// <summary><c>long bpf_map_push_elem(struct bpf_map *map, const void *value, u64 flags)</c></summary>
    bpf_map_push_elem = 87,

    /// <summary><c>long bpf_map_pop_elem(struct bpf_map *map, void *value)</c></summary>
    bpf_map_pop_elem = 88,

    /// <summary><c>long bpf_map_peek_elem(struct bpf_map *map, void *value)</c></summary>
    bpf_map_peek_elem = 89,

    /// <summary><c>long bpf_msg_push_data(struct sk_msg_buff *msg, u32 start, u32 len, u64 flags)</c></summary>
    bpf_msg_push_data = 90,

    /// <summary><c>long bpf_msg_pop_data(struct sk_msg_buff *msg, u32 start, u32 len, u64 flags)</c></summary>
    bpf_msg_pop_data = 91,

    /// <summary><c>long bpf_rc_pointer_rel(void *ctx, s32 rel_x, s32 rel_y)</c></summary>
    bpf_rc_pointer_rel = 92,

    /// <summary><c>long bpf_spin_lock(struct bpf_spin_lock *lock)</c></summary>
    bpf_spin_lock = 93,

    /// <summary><c>long bpf_spin_unlock(struct bpf_spin_lock *lock)</c></summary>
    bpf_spin_unlock = 94,

    /// <summary><c>struct bpf_sock *bpf_sk_fullsock(struct bpf_sock *sk)</c></summary>
    bpf_sk_fullsock = 95,

    /// <summary><c>struct bpf_tcp_sock *bpf_tcp_sock(struct bpf_sock *sk)</c></summary>
    bpf_tcp_sock = 96,

    /// <summary><c>long bpf_skb_ecn_set_ce(struct sk_buff *skb)</c></summary>
    bpf_skb_ecn_set_ce = 97,

    /// <summary><c>struct bpf_sock *bpf_get_listener_sock(struct bpf_sock *sk)</c></summary>
    bpf_get_listener_sock = 98,

    /// <summary><c>struct bpf_sock *bpf_skc_lookup_tcp(void *ctx, struct bpf_sock_tuple *tuple, u32 tuple_size, u64 netns, u64 flags)</c></summary>
    bpf_skc_lookup_tcp = 99,

    /// <summary><c>long bpf_tcp_check_syncookie(void *sk, void *iph, u32 iph_len, struct tcphdr *th, u32 th_len)</c></summary>
    bpf_tcp_check_syncookie = 100,

    /// <summary><c>long bpf_sysctl_get_name(struct bpf_sysctl *ctx, char *buf, size_t buf_len, u64 flags)</c></summary>
    bpf_sysctl_get_name = 101,

    /// <summary><c>long bpf_sysctl_get_current_value(struct bpf_sysctl *ctx, char *buf, size_t buf_len)</c></summary>
    bpf_sysctl_get_current_value = 102,

    /// <summary><c>long bpf_sysctl_get_new_value(struct bpf_sysctl *ctx, char *buf, size_t buf_len)</c></summary>
    bpf_sysctl_get_new_value = 103,

    /// <summary><c>long bpf_sysctl_set_new_value(struct bpf_sysctl *ctx, const char *buf, size_t buf_len)</c></summary>
    bpf_sysctl_set_new_value = 104,

    /// <summary><c>long bpf_strtol(const char *buf, size_t buf_len, u64 flags, long *res)</c></summary>
    bpf_strtol = 105,

    /// <summary><c>long bpf_strtoul(const char *buf, size_t buf_len, u64 flags, unsigned long *res)</c></summary>
    bpf_strtoul = 106,

    /// <summary><c>void *bpf_sk_storage_get(struct bpf_map *map, void *sk, void *value, u64 flags)</c></summary>
    bpf_sk_storage_get = 107,

    /// <summary><c>long bpf_sk_storage_delete(struct bpf_map *map, void *sk)</c></summary>
    bpf_sk_storage_delete = 108,

    /// <summary><c>long bpf_send_signal(u32 sig)</c></summary>
    bpf_send_signal = 109,

    /// <summary><c>s64 bpf_tcp_gen_syncookie(void *sk, void *iph, u32 iph_len, struct tcphdr *th, u32 th_len)</c></summary>
    bpf_tcp_gen_syncookie = 110,

    /// <summary><c>long bpf_skb_output(void *ctx, struct bpf_map *map, u64 flags, void *data, u64 size)</c></summary>
    bpf_skb_output = 111,

    /// <summary><c>long bpf_probe_read_user(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read_user = 112,

    /// <summary><c>long bpf_probe_read_kernel(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read_kernel = 113,

    /// <summary><c>long bpf_probe_read_user_str(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read_user_str = 114,

    /// <summary><c>long bpf_probe_read_kernel_str(void *dst, u32 size, const void *unsafe_ptr)</c></summary>
    bpf_probe_read_kernel_str = 115,

    /// <summary><c>long bpf_tcp_send_ack(void *tp, u32 rcv_nxt)</c></summary>
    bpf_tcp_send_ack = 116,

    /// <summary><c>long bpf_send_signal_thread(u32 sig)</c></summary>
    bpf_send_signal_thread = 117,

    /// <summary><c>u64 bpf_jiffies64(void)</c></summary>
    bpf_jiffies64 = 118,

    /// <summary><c>long bpf_read_branch_records(struct bpf_perf_event_data *ctx, void *buf, u32 size, u64 flags)</c></summary>
    bpf_read_branch_records = 119,

    /// <summary><c>long bpf_get_ns_current_pid_tgid(u64 dev, u64 ino, struct bpf_pidns_info *nsdata, u32 size)</c></summary>
    bpf_get_ns_current_pid_tgid = 120,

    /// <summary><c>long bpf_xdp_output(void *ctx, struct bpf_map *map, u64 flags, void *data, u64 size)</c></summary>
    bpf_xdp_output = 121,

    /// <summary><c>u64 bpf_get_netns_cookie(void *ctx)</c></summary>
    bpf_get_netns_cookie = 122,

    /// <summary><c>u64 bpf_get_current_ancestor_cgroup_id(int ancestor_level)</c></summary>
    bpf_get_current_ancestor_cgroup_id = 123,

    /// <summary><c>long bpf_sk_assign(struct sk_buff *skb, void *sk, u64 flags)</c></summary>
    bpf_sk_assign = 124,

    /// <summary><c>u64 bpf_ktime_get_boot_ns(void)</c></summary>
    bpf_ktime_get_boot_ns = 125,

    /// <summary><c>long bpf_seq_printf(struct seq_file *m, const char *fmt, u32 fmt_size, const void *data, u32 data_len)</c></summary>
    bpf_seq_printf = 126,

    /// <summary><c>long bpf_seq_write(struct seq_file *m, const void *data, u32 len)</c></summary>
    bpf_seq_write = 127,

    /// <summary><c>u64 bpf_sk_cgroup_id(void *sk)</c></summary>
    bpf_sk_cgroup_id = 128,

    /// <summary><c>u64 bpf_sk_ancestor_cgroup_id(void *sk, int ancestor_level)</c></summary>
    bpf_sk_ancestor_cgroup_id = 129,

    /// <summary><c>long bpf_ringbuf_output(void *ringbuf, void *data, u64 size, u64 flags)</c></summary>
    bpf_ringbuf_output = 130,

    /// <summary><c>void *bpf_ringbuf_reserve(void *ringbuf, u64 size, u64 flags)</c></summary>
    bpf_ringbuf_reserve = 131,

    /// <summary><c>void bpf_ringbuf_submit(void *data, u64 flags)</c></summary>
    bpf_ringbuf_submit = 132,

    /// <summary><c>void bpf_ringbuf_discard(void *data, u64 flags)</c></summary>
    bpf_ringbuf_discard = 133,

    /// <summary><c>u64 bpf_ringbuf_query(void *ringbuf, u64 flags)</c></summary>
    bpf_ringbuf_query = 134,

    /// <summary><c>long bpf_csum_level(struct sk_buff *skb, u64 level)</c></summary>
    bpf_csum_level = 135,

    /// <summary><c>struct tcp6_sock *bpf_skc_to_tcp6_sock(void *sk)</c></summary>
    bpf_skc_to_tcp6_sock = 136,

    /// <summary><c>struct tcp_sock *bpf_skc_to_tcp_sock(void *sk)</c></summary>
    bpf_skc_to_tcp_sock = 137,

    /// <summary><c>struct tcp_timewait_sock *bpf_skc_to_tcp_timewait_sock(void *sk)</c></summary>
    bpf_skc_to_tcp_timewait_sock = 138,

    /// <summary><c>struct tcp_request_sock *bpf_skc_to_tcp_request_sock(void *sk)</c></summary>
    bpf_skc_to_tcp_request_sock = 139,

    /// <summary><c>struct udp6_sock *bpf_skc_to_udp6_sock(void *sk)</c></summary>
    bpf_skc_to_udp6_sock = 140,

    /// <summary><c>long bpf_get_task_stack(struct task_struct *task, void *buf, u32 size, u64 flags)</c></summary>
    bpf_get_task_stack = 141,

    /// <summary><c>long bpf_load_hdr_opt(struct bpf_sock_ops *skops, void *searchby_res, u32 len, u64 flags)</c></summary>
    bpf_load_hdr_opt = 142,

    /// <summary><c>long bpf_store_hdr_opt(struct bpf_sock_ops *skops, const void *from, u32 len, u64 flags)</c></summary>
    bpf_store_hdr_opt = 143,

    /// <summary><c>long bpf_reserve_hdr_opt(struct bpf_sock_ops *skops, u32 len, u64 flags)</c></summary>
    bpf_reserve_hdr_opt = 144,

    /// <summary><c>void *bpf_inode_storage_get(struct bpf_map *map, void *inode, void *value, u64 flags)</c></summary>
    bpf_inode_storage_get = 145,

    /// <summary><c>int bpf_inode_storage_delete(struct bpf_map *map, void *inode)</c></summary>
    bpf_inode_storage_delete = 146,

    /// <summary><c>long bpf_d_path(struct path *path, char *buf, u32 sz)</c></summary>
    bpf_d_path = 147,

    /// <summary><c>long bpf_copy_from_user(void *dst, u32 size, const void *user_ptr)</c></summary>
    bpf_copy_from_user = 148,

    /// <summary><c>long bpf_snprintf_btf(char *str, u32 str_size, struct btf_ptr *ptr, u32 btf_ptr_size, u64 flags)</c></summary>
    bpf_snprintf_btf = 149,

    /// <summary><c>long bpf_seq_printf_btf(struct seq_file *m, struct btf_ptr *ptr, u32 ptr_size, u64 flags)</c></summary>
    bpf_seq_printf_btf = 150,

    /// <summary><c>u64 bpf_skb_cgroup_classid(struct sk_buff *skb)</c></summary>
    bpf_skb_cgroup_classid = 151,

    /// <summary><c>long bpf_redirect_neigh(u32 ifindex, struct bpf_redir_neigh *params, int plen, u64 flags)</c></summary>
    bpf_redirect_neigh = 152,

    /// <summary><c>void *bpf_per_cpu_ptr(const void *percpu_ptr, u32 cpu)</c></summary>
    bpf_per_cpu_ptr = 153,

    /// <summary><c>void *bpf_this_cpu_ptr(const void *percpu_ptr)</c></summary>
    bpf_this_cpu_ptr = 154,

    /// <summary><c>long bpf_redirect_peer(u32 ifindex, u64 flags)</c></summary>
    bpf_redirect_peer = 155,

    /// <summary><c>void *bpf_task_storage_get(struct bpf_map *map, struct task_struct *task, void *value, u64 flags)</c></summary>
    bpf_task_storage_get = 156,

    /// <summary><c>long bpf_task_storage_delete(struct bpf_map *map, struct task_struct *task)</c></summary>
    bpf_task_storage_delete = 157,

    /// <summary><c>struct task_struct *bpf_get_current_task_btf(void)</c></summary>
    bpf_get_current_task_btf = 158,

    /// <summary><c>long bpf_bprm_opts_set(struct linux_binprm *bprm, u64 flags)</c></summary>
    bpf_bprm_opts_set = 159,

    /// <summary><c>u64 bpf_ktime_get_coarse_ns(void)</c></summary>
    bpf_ktime_get_coarse_ns = 160,

    /// <summary><c>long bpf_ima_inode_hash(struct inode *inode, void *dst, u32 size)</c></summary>
    bpf_ima_inode_hash = 161,

    /// <summary><c>struct socket *bpf_sock_from_file(struct file *file)</c></summary>
    bpf_sock_from_file = 162,

    /// <summary><c>long bpf_check_mtu(void *ctx, u32 ifindex, u32 *mtu_len, s32 len_diff, u64 flags)</c></summary>
    bpf_check_mtu = 163,

    /// <summary><c>long bpf_for_each_map_elem(struct bpf_map *map, void *callback_fn, void *callback_ctx, u64 flags)</c></summary>
    bpf_for_each_map_elem = 164,

    /// <summary><c>long bpf_snprintf(char *str, u32 str_size, const char *fmt, u64 *data, u32 data_len)</c></summary>
    bpf_snprintf = 165,

    /// <summary><c>long bpf_sys_bpf(u32 cmd, void *attr, u32 attr_size)</c></summary>
    bpf_sys_bpf = 166,

    /// <summary><c>long bpf_btf_find_by_name_kind(char *name, int name_sz, u32 kind, int flags)</c></summary>
    bpf_btf_find_by_name_kind = 167,

    /// <summary><c>long bpf_sys_close(u32 fd)</c></summary>
    bpf_sys_close = 168,

    /// <summary><c>long bpf_timer_init(struct bpf_timer *timer, struct bpf_map *map, u64 flags)</c></summary>
    bpf_timer_init = 169,

    /// <summary><c>long bpf_timer_set_callback(struct bpf_timer *timer, void *callback_fn)</c></summary>
    bpf_timer_set_callback = 170,

    /// <summary><c>long bpf_timer_start(struct bpf_timer *timer, u64 nsecs, u64 flags)</c></summary>
    bpf_timer_start = 171,

    /// <summary><c>long bpf_timer_cancel(struct bpf_timer *timer)</c></summary>
    bpf_timer_cancel = 172,

    /// <summary><c>u64 bpf_get_func_ip(void *ctx)</c></summary>
    bpf_get_func_ip = 173,

    /// <summary><c>u64 bpf_get_attach_cookie(void *ctx)</c></summary>
    bpf_get_attach_cookie = 174,

    /// <summary><c>long bpf_task_pt_regs(struct task_struct *task)</c></summary>
    bpf_task_pt_regs = 175,

    /// <summary><c>long bpf_get_branch_snapshot(void *entries, u32 size, u64 flags)</c></summary>
    bpf_get_branch_snapshot = 176,

    /// <summary><c>long bpf_trace_vprintk(const char *fmt, u32 fmt_size, const void *data, u32 data_len)</c></summary>
    bpf_trace_vprintk = 177,

    /// <summary><c>struct unix_sock *bpf_skc_to_unix_sock(void *sk)</c></summary>
    bpf_skc_to_unix_sock = 178,

    /// <summary><c>long bpf_kallsyms_lookup_name(const char *name, int name_sz, int flags, u64 *res)</c></summary>
    bpf_kallsyms_lookup_name = 179,

    /// <summary><c>long bpf_find_vma(struct task_struct *task, u64 addr, void *callback_fn, void *callback_ctx, u64 flags)</c></summary>
    bpf_find_vma = 180,

    /// <summary><c>long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)</c></summary>
    bpf_loop = 181,

    /// <summary><c>long bpf_strncmp(const char *s1, u32 s1_sz, const char *s2)</c></summary>
    bpf_strncmp = 182,

    /// <summary><c>long bpf_get_func_arg(void *ctx, u32 n, u64 *value)</c></summary>
    bpf_get_func_arg = 183,

    /// <summary><c>long bpf_get_func_ret(void *ctx, u64 *value)</c></summary>
    bpf_get_func_ret = 184,

    /// <summary><c>long bpf_get_func_arg_cnt(void *ctx)</c></summary>
    bpf_get_func_arg_cnt = 185,

    /// <summary><c>int bpf_get_retval(void)</c></summary>
    bpf_get_retval = 186,

    /// <summary><c>int bpf_set_retval(int retval)</c></summary>
    bpf_set_retval = 187,

    /// <summary><c>u64 bpf_xdp_get_buff_len(struct xdp_buff *xdp_md)</c></summary>
    bpf_xdp_get_buff_len = 188,

    /// <summary><c>long bpf_xdp_load_bytes(struct xdp_buff *xdp_md, u32 offset, void *buf, u32 len)</c></summary>
    bpf_xdp_load_bytes = 189,

    /// <summary><c>long bpf_xdp_store_bytes(struct xdp_buff *xdp_md, u32 offset, void *buf, u32 len)</c></summary>
    bpf_xdp_store_bytes = 190,

    /// <summary><c>long bpf_copy_from_user_task(void *dst, u32 size, const void *user_ptr, struct task_struct *tsk, u64 flags)</c></summary>
    bpf_copy_from_user_task = 191,

    /// <summary><c>long bpf_skb_set_tstamp(struct sk_buff *skb, u64 tstamp, u32 tstamp_type)</c></summary>
    bpf_skb_set_tstamp = 192,

    /// <summary><c>long bpf_ima_file_hash(struct file *file, void *dst, u32 size)</c></summary>
    bpf_ima_file_hash = 193,

    /// <summary><c>void *bpf_kptr_xchg(void *map_value, void *ptr)</c></summary>
    bpf_kptr_xchg = 194,

    /// <summary><c>void *bpf_map_lookup_percpu_elem(struct bpf_map *map, const void *key, u32 cpu)</c></summary>
    bpf_map_lookup_percpu_elem = 195,

    /// <summary><c>struct mptcp_sock *bpf_skc_to_mptcp_sock(void *sk)</c></summary>
    bpf_skc_to_mptcp_sock = 196,

    /// <summary><c>long bpf_dynptr_from_mem(void *data, u32 size, u64 flags, struct bpf_dynptr *ptr)</c></summary>
    bpf_dynptr_from_mem = 197,

    /// <summary><c>long bpf_ringbuf_reserve_dynptr(void *ringbuf, u32 size, u64 flags, struct bpf_dynptr *ptr)</c></summary>
    bpf_ringbuf_reserve_dynptr = 198,

    /// <summary><c>void bpf_ringbuf_submit_dynptr(struct bpf_dynptr *ptr, u64 flags)</c></summary>
    bpf_ringbuf_submit_dynptr = 199,

    /// <summary><c>void bpf_ringbuf_discard_dynptr(struct bpf_dynptr *ptr, u64 flags)</c></summary>
    bpf_ringbuf_discard_dynptr = 200,

    /// <summary><c>long bpf_dynptr_read(void *dst, u32 len, struct bpf_dynptr *src, u32 offset, u64 flags)</c></summary>
    bpf_dynptr_read = 201,

    /// <summary><c>long bpf_dynptr_write(struct bpf_dynptr *dst, u32 offset, void *src, u32 len, u64 flags)</c></summary>
    bpf_dynptr_write = 202,

    /// <summary><c>void *bpf_dynptr_data(struct bpf_dynptr *ptr, u32 offset, u32 len)</c></summary>
    bpf_dynptr_data = 203,

    /// <summary><c>s64 bpf_tcp_raw_gen_syncookie_ipv4(struct iphdr *iph, struct tcphdr *th, u32 th_len)</c></summary>
    bpf_tcp_raw_gen_syncookie_ipv4 = 204,

    /// <summary><c>s64 bpf_tcp_raw_gen_syncookie_ipv6(struct ipv6hdr *iph, struct tcphdr *th, u32 th_len)</c></summary>
    bpf_tcp_raw_gen_syncookie_ipv6 = 205,

    /// <summary><c>long bpf_tcp_raw_check_syncookie_ipv4(struct iphdr *iph, struct tcphdr *th)</c></summary>
    bpf_tcp_raw_check_syncookie_ipv4 = 206,

    /// <summary><c>long bpf_tcp_raw_check_syncookie_ipv6(struct ipv6hdr *iph, struct tcphdr *th)</c></summary>
    bpf_tcp_raw_check_syncookie_ipv6 = 207,

    /// <summary><c>u64 bpf_ktime_get_tai_ns(void)</c></summary>
    bpf_ktime_get_tai_ns = 208,

    /// <summary><c>long bpf_user_ringbuf_drain(struct bpf_map *map, void *callback_fn, void *ctx, u64 flags)</c></summary>
    bpf_user_ringbuf_drain = 209,

    /// <summary><c>void *bpf_cgrp_storage_get(struct bpf_map *map, struct cgroup *cgroup, void *value, u64 flags)</c></summary>
    bpf_cgrp_storage_get = 210,

    /// <summary><c>long bpf_cgrp_storage_delete(struct bpf_map *map, struct cgroup *cgroup)</c></summary>
    bpf_cgrp_storage_delete = 211,
}
