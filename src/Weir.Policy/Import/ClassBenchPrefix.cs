using System.Net;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>An address prefix of a rule; bits of the address beyond the length do not count.</summary>
internal readonly record struct ClassBenchPrefix(IPAddress Address, byte Length)
{
    public AddressFamily Family => Address.AddressFamily;

    public FilterValue ToValue()
    {
        var address = FilterValue.Address(Address);
        if (Family == AddressFamily.InterNetwork)
        {
            return Length == 32 ? address : FilterValue.V4AddressMask((uint)address.Number, uint.MaxValue << (32 - Length));
        }

        return Length == 128 ? address : FilterValue.V6AddressPrefix(address.Number, Length);
    }
}
