using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Bpf.Interop;

/// <summary>The system call bpf(2).</summary>
internal static unsafe class BpfCall
{
    private const nint SystemCallNumber = 321;
    private const int AttemptsWhenInterrupted = 5;

    /// <summary>Issues one command.</summary>
    /// <returns>What the kernel returns: a descriptor or a count, or the negated errno.</returns>
    internal static int Invoke<TAttributes>(bpf_cmd command, ref TAttributes attributes)
        where TAttributes : unmanaged
    {
        fixed (TAttributes* pointer = &attributes)
        {
            // The runtime stops threads with a signal, and a pending signal makes the verifier give up with EAGAIN
            // and a test run with EINTR: neither is about the program.
            for (int attempt = 1; ; attempt++)
            {
                nint result = LibC.syscall(SystemCallNumber, (int)command, pointer, (uint)sizeof(TAttributes));
                if (result >= 0)
                    return (int)result;
                int errno = Marshal.GetLastPInvokeError();
                if (errno is not (LibC.EAGAIN or LibC.EINTR) || attempt == AttemptsWhenInterrupted)
                    return -errno;
            }
        }
    }

    /// <summary>Issues a command that answers with a new descriptor.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    internal static BpfHandle Open<TAttributes>(bpf_cmd command, ref TAttributes attributes, string operation)
        where TAttributes : unmanaged
    {
        int result = Invoke(command, ref attributes);
        return result >= 0 ? new BpfHandle(result) : throw BpfException.FromErrno(-result, operation);
    }

    /// <summary>Asks for the description of an object.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    internal static void GetInfo<TInfo>(BpfHandle handle, ref TInfo info, string operation)
        where TInfo : unmanaged
    {
        using BpfHandle.Use use = handle.Borrow();
        fixed (TInfo* pointer = &info)
        {
            bpf_attr.obj_info attributes = new()
            {
                bpf_fd = use.Descriptor,
                info_len = (uint)sizeof(TInfo),
                info = (ulong)pointer,
            };
            int result = Invoke(bpf_cmd.BPF_OBJ_GET_INFO_BY_FD, ref attributes);
            if (result < 0)
                throw BpfException.FromErrno(-result, operation);
        }
    }

    /// <summary>Writes a name the way the kernel takes it: cut to 15 characters, every character it refuses replaced.</summary>
    internal static void WriteName(string name, Span<byte> destination)
    {
        int length = Math.Min(name.Length, destination.Length - 1);
        for (int i = 0; i < length; i++)
            destination[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '.' ? (byte)name[i] : (byte)'_';
    }

    /// <summary>Reads a zero-terminated name.</summary>
    internal static string ReadName(ReadOnlySpan<byte> source)
    {
        int end = source.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? source : source[..end]);
    }
}
