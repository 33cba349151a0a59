using Microsoft.Win32.SafeHandles;

namespace Weir.Bpf.Interop;

/// <summary>Owns one file descriptor of the kernel: a program, a map, a link, a BTF object, an event.</summary>
internal sealed class BpfHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes over a descriptor.</summary>
    internal BpfHandle(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Keeps the descriptor open while its number is inside a system call's structure, where marshalling does not reach.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    internal Use Borrow() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.close(handle) == 0;

    /// <summary>A descriptor in use; dispose to end the use. The default value uses none.</summary>
    internal readonly struct Use : IDisposable
    {
        private readonly BpfHandle? _owner;

        internal Use(BpfHandle owner)
        {
            bool added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        /// <summary>The number of the descriptor.</summary>
        internal uint Descriptor => (uint)_owner!.handle;

        public void Dispose() => _owner?.DangerousRelease();
    }
}
