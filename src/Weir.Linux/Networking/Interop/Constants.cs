namespace Weir.Linux.Networking.Interop;

/// <summary>Constants with the names and values of the C headers; a test compares each with the installed headers.</summary>
internal static class Constants
{
    // errno.h
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int ENODEV = 19;
    public const int ENOLINK = 67;
    public const int ENOBUFS = 105;

    // fcntl.h, sys/stat.h
    public const int O_RDONLY = 0;
    public const int O_DIRECTORY = 0x10000;
    public const int O_CLOEXEC = 0x80000;
    public const int AT_EMPTY_PATH = 0x1000;
    public const uint STATX_INO = 0x100;

    // sys/file.h
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    // sched.h, linux/nsfs.h, sys/mount.h
    public const int CLONE_NEWNET = 0x40000000;
    public const uint NS_GET_NSTYPE = 0xb703;
    public const uint MS_BIND = 0x1000;
    public const int MNT_DETACH = 2;

    // sys/socket.h
    public const int AF_UNSPEC = 0;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;
    public const int AF_PACKET = 17;
    public const int SOCK_RAW = 3;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_PACKET = 263;
    public const int SOL_NETLINK = 270;

    public const int SOL_SOCKET = 1;
    public const int SO_RCVBUF = 8;
    public const int SO_NETNS_COOKIE = 71;
    public const int MSG_DONTWAIT = 0x40;

    // poll.h, sys/eventfd.h
    public const short POLLIN = 1;
    public const int EFD_CLOEXEC = 0x80000;

    // linux/if_packet.h
    public const int PACKET_QDISC_BYPASS = 20;

    // sched.h
    public const int SCHED_FIFO = 1;

    // linux/netlink.h
    public const int NETLINK_ROUTE = 0;
    public const int NETLINK_CAP_ACK = 10;
    public const int NETLINK_EXT_ACK = 11;
    public const ushort NLMSG_ERROR = 2;
    public const ushort NLMSG_DONE = 3;
    public const ushort NLM_F_REQUEST = 0x1;
    public const ushort NLM_F_ACK = 0x4;
    public const ushort NLM_F_DUMP = 0x300;
    public const ushort NLM_F_EXCL = 0x200;
    public const ushort NLM_F_CREATE = 0x400;
    public const ushort NLM_F_ACK_TLVS = 0x200;
    public const ushort NLMSGERR_ATTR_MSG = 1;
    public const ushort NLA_F_NESTED = 0x8000;
    public const int NLA_TYPE_MASK = ~0xC000;

    // linux/rtnetlink.h
    public const uint RTMGRP_LINK = 1;
    public const ushort RTM_NEWLINK = 16;
    public const ushort RTM_DELLINK = 17;
    public const ushort RTM_GETLINK = 18;
    public const ushort RTM_NEWADDR = 20;
    public const ushort RTM_NEWROUTE = 24;
    public const ushort RTM_NEWNSID = 88;
    public const ushort RTM_GETNSID = 90;
    public const byte RT_TABLE_MAIN = 254;
    public const byte RTPROT_STATIC = 4;
    public const byte RT_SCOPE_UNIVERSE = 0;
    public const byte RT_SCOPE_LINK = 253;
    public const byte RTN_UNICAST = 1;
    public const ushort RTA_DST = 1;
    public const ushort RTA_OIF = 4;
    public const ushort RTA_GATEWAY = 5;

    // linux/if_link.h, linux/veth.h
    public const ushort IFLA_ADDRESS = 1;
    public const ushort IFLA_IFNAME = 3;
    public const ushort IFLA_MTU = 4;
    public const ushort IFLA_LINKINFO = 18;
    public const ushort IFLA_NET_NS_FD = 28;
    public const ushort IFLA_LINK_NETNSID = 37;
    public const ushort IFLA_INFO_KIND = 1;
    public const ushort IFLA_INFO_DATA = 2;
    public const ushort VETH_INFO_PEER = 1;

    // linux/net_namespace.h
    public const ushort NETNSA_NSID = 1;
    public const ushort NETNSA_FD = 3;
    public const int NETNSA_NSID_NOT_ASSIGNED = -1;

    // linux/if.h
    public const int IFNAMSIZ = 16;

    // linux/if_addr.h
    public const ushort IFA_ADDRESS = 1;
    public const ushort IFA_LOCAL = 2;
    public const byte IFA_F_NODAD = 0x02;
}
