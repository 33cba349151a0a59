using System.Globalization;
using System.Text;

namespace Weir.Engine;

/// <summary>
/// The engine refused a call: the policy asked for cannot be. Nothing was changed, and an open transaction goes on.
/// </summary>
public sealed class WfpException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">The reason.</param>
    /// <param name="message">What is wrong and how to put it right.</param>
    /// <param name="objectName">Name of the object at fault, or null when the call was about none.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public WfpException(FwpError code, string message, string? objectName = null, Exception? innerException = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{message} ({NameOf(code)}, 0x{(uint)code:X8})"), innerException)
    {
        Code = code;
        ObjectName = objectName;
    }

    /// <summary>The reason, as WFP's error code.</summary>
    public FwpError Code { get; }

    /// <summary>Name of the object at fault, or null.</summary>
    public string? ObjectName { get; }

    /// <summary>The constant in the headers and the documentation: <c>InvalidRange</c> is <c>FWP_E_INVALID_RANGE</c>.</summary>
    private static string NameOf(FwpError code)
    {
        switch (code)
        {
            case FwpError.AccessDenied:
                return "ERROR_ACCESS_DENIED";
            case FwpError.InvalidSecurityDescriptor:
                return "ERROR_INVALID_SECURITY_DESCR";
        }

        var name = new StringBuilder("FWP_E");
        foreach (var letter in code.ToString())
        {
            if (char.IsUpper(letter))
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }
}
