namespace Weir.Policy.Tests;

/// <summary>Keys of provider "office", its sublayer "s" and its filter "f" at outbound-transport-v4, computed once.</summary>
internal static class PolicyKeyVectors
{
    public static readonly Guid Provider = new("7645c850-2272-88bb-8e45-840996b1d77b");

    public static readonly Guid SubLayer = new("f5ae2ba0-0a01-83a2-bf4a-5ab61f261f81");

    public static readonly Guid Filter = new("1b53caae-fd42-8d45-b0e9-f94fa00c0b31");
}
