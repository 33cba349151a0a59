using System.Runtime.InteropServices;

namespace Weir.Linux.Networking.Interop;

/// <summary>An open file descriptor, closed on dispose.</summary>
internal sealed class FileDescriptor() : SafeHandle(invalidHandleValue: -1, ownsHandle: true)
{
    /// <inheritdoc />
    /// <remarks>C returns an int: of the register, only the low half counts.</remarks>
    public override bool IsInvalid => (int)handle == -1;

    /// <inheritdoc />
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
