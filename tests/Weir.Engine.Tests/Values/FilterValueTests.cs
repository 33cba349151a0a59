using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Engine.Tests;

public sealed class FilterValueTests
{
    private static readonly SecurityDescriptor s_onlyUser1000 =
        new(Principal.Root, AccessControlEntry.Allow(Principal.User(1000), SecurityDescriptor.MatchFilter));

    /// <summary>Makers of values, each with its type and text; every value is different from all others.</summary>
    private static readonly (Func<FilterValue> Make, DataType Type, string Text)[] s_values =
    [
        (() => FilterValue.Empty, DataType.Empty, "empty"),
        (() => FilterValue.UInt8(200), DataType.UInt8, "200"),
        (() => FilterValue.UInt16(200), DataType.UInt16, "200"),
        (() => FilterValue.UInt32(200), DataType.UInt32, "200"),
        (() => FilterValue.UInt64(ulong.MaxValue), DataType.UInt64, "18446744073709551615"),
        (() => FilterValue.Int8(-1), DataType.Int8, "-1"),
        (() => FilterValue.Int16(short.MinValue), DataType.Int16, "-32768"),
        (() => FilterValue.Int32(-1), DataType.Int32, "-1"),
        (() => FilterValue.Int64(long.MinValue), DataType.Int64, "-9223372036854775808"),
        (() => FilterValue.Float(1.5f), DataType.Float, "1.5"),
        (() => FilterValue.Float(float.NaN), DataType.Float, "NaN"),
        (() => FilterValue.Double(-0.0), DataType.Double, "-0"),
        (() => FilterValue.Double(0.0), DataType.Double, "0"),
        (() => FilterValue.ByteArray16(UInt128.MaxValue), DataType.ByteArray16, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        (() => FilterValue.ByteArray16([32, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), DataType.ByteArray16, "2001::1"),
        (() => FilterValue.ByteArray6([0, 1, 2, 0xFD, 0xFE, 0xFF]), DataType.ByteArray6, "00:01:02:fd:fe:ff"),
        (() => FilterValue.ByteBlob([]), DataType.ByteBlob, "0x"),
        (() => FilterValue.ByteBlob([1, 0xAB]), DataType.ByteBlob, "0x01ab"),
        (() => FilterValue.ByteBlob(new byte[40]), DataType.ByteBlob, $"0x{new string('0', 64)}... (40 bytes)"),
        (() => FilterValue.Sid(SecurityIdentifier.Parse("S-1-5-32-544")), DataType.Sid, "S-1-5-32-544"),
        (() => FilterValue.SecurityDescriptor(new(Principal.Root, AccessControlEntry.Allow(Principal.User(7), AccessRights.Add))), DataType.SecurityDescriptor, "owner user 0: allow user 7 Add"),
        (() => FilterValue.TokenInformation(new AccessToken(7, 8, 9)), DataType.TokenInformation, "user 7, groups 8 9"),
        (() => FilterValue.TokenAccessInformation(new AccessToken(7, 8, 9)), DataType.TokenAccessInformation, "user 7, groups 8 9"),
        (() => FilterValue.UnicodeString("größe" + 1), DataType.UnicodeString, "\"größe1\""),
        (() => FilterValue.BitmapIndex(63), DataType.BitmapIndex, "63"),
        (() => FilterValue.BitmapArray64(ulong.MaxValue), DataType.BitmapArray64, "0xffffffffffffffff"),
        (() => FilterValue.V4AddressMask(0x0A000001, 0xFF000000), DataType.V4AddressMask, "10.0.0.1/255.0.0.0"),
        (() => FilterValue.V6AddressPrefix((UInt128)1 << 127, 1), DataType.V6AddressPrefix, "8000::/1"),
        (() => FilterValue.PortRange(80, 65535), DataType.Range, "80-65535"),
        (() => FilterValue.Range(FilterValue.UInt32(0), FilterValue.UInt32(uint.MaxValue)), DataType.Range, "0-4294967295"),
        (() => FilterValue.Range(FilterValue.UInt64(1), FilterValue.UInt64(ulong.MaxValue)), DataType.Range, "1-18446744073709551615"),
        (() => FilterValue.Range(FilterValue.Int32(-5), FilterValue.Int32(5)), DataType.Range, "-5-5"),
        (() => FilterValue.Range(FilterValue.UnicodeString("a"), FilterValue.UnicodeString("b")), DataType.Range, "\"a\"-\"b\""),
        (() => FilterValue.Range(FilterValue.UInt8(1), FilterValue.UInt16(2)), DataType.Range, "1-2"),
        (() => FilterValue.AddressRange(IPAddress.IPv6Any, IPAddress.IPv6Loopback), DataType.Range, "::-::1"),
    ];

    [Fact]
    public void Values_have_their_type_and_text_and_compare_by_content()
    {
        for (var i = 0; i < s_values.Length; i++)
        {
            var value = s_values[i].Make();
            Assert.Equal(s_values[i].Type, value.Type);
            Assert.Equal(s_values[i].Text, value.ToString());
            for (var j = 0; j < s_values.Length; j++)
            {
                Assert.Equal(i == j, value == s_values[j].Make());
                Assert.Equal(i == j, Test(value) == Test(s_values[j].Make()));
            }

            Assert.Equal(value.GetHashCode(), s_values[i].Make().GetHashCode());
            Assert.Equal(Test(value).GetHashCode(), Test(s_values[i].Make()).GetHashCode());
            Assert.Equal(value, Test(value).Value);
            Assert.Equal(value, (Test(FilterValue.Empty) with { Value = value }).Value);
        }

        static FilterCondition Test(FilterValue value) => new(Fields.IpProtocol, FilterMatchType.NotEqual, value);
    }

    [Fact]
    public void A_value_is_three_words() => Assert.Equal(24, Unsafe.SizeOf<FilterValue>());

    [Fact]
    public void A_condition_is_four_words() => Assert.Equal(32, Unsafe.SizeOf<FilterCondition>());

    [Fact]
    public void Values_give_back_what_they_were_made_of()
    {
        Assert.Equal((UInt128)200, FilterValue.UInt8(200).Number);
        Assert.Equal(UInt128.MaxValue, FilterValue.ByteArray16(UInt128.MaxValue).Number);
        Assert.Equal(-128, FilterValue.Int8(sbyte.MinValue).ToInt64());
        Assert.Equal(ulong.MaxValue, FilterValue.Int16(-1).Number);
        Assert.Equal(1.1f, FilterValue.Float(1.1f).ToDouble());
        Assert.Equal(1.1, FilterValue.Double(1.1).ToDouble());
        Assert.Equal((0x0A000001u, 0xFF000000u), ((uint)FilterValue.V4AddressMask(0x0A000001, 0xFF000000).Number, FilterValue.V4AddressMask(0x0A000001, 0xFF000000).Mask));
        Assert.Equal(((UInt128)7, (byte)64), (FilterValue.V6AddressPrefix(7, 64).Number, FilterValue.V6AddressPrefix(7, 64).PrefixLength));
        Assert.Equal([1, 2, 3], FilterValue.ByteBlob([1, 2, 3]).ToByteBlob().Bytes.ToArray());
        Assert.Equal("text", FilterValue.UnicodeString("text").ToUnicodeString());
        Assert.Equal(SecurityIdentifier.Nobody, FilterValue.Sid(SecurityIdentifier.Nobody).ToSecurityIdentifier());
        Assert.Same(s_onlyUser1000, FilterValue.SecurityDescriptor(s_onlyUser1000).ToSecurityDescriptor());
        Assert.Equal(new AccessToken(7, 8), FilterValue.TokenInformation(new AccessToken(7, 8)).ToAccessToken());
        Assert.Equal(PhysicalAddress.Parse("00-01-02-FD-FE-FF"), FilterValue.Address(PhysicalAddress.Parse("00-01-02-FD-FE-FF")).ToPhysicalAddress());
    }

    [Fact]
    public void Ranges_give_back_both_ends()
    {
        foreach (var (low, _, _) in s_values)
        {
            foreach (var (high, _, _) in s_values)
            {
                var range = FilterValue.Range(low(), high());
                Assert.Equal((low(), high()), (range.Low, range.High));
                Assert.Equal(low().Type == high().Type ? low().Type : DataType.Empty, range.ElementType);
            }
        }
    }

    [Fact]
    public void What_a_value_is_not_it_does_not_give()
    {
        foreach (var (make, type, _) in s_values)
        {
            var value = make();
            AssertGives(type == DataType.Range, () => value.Low);
            AssertGives(type == DataType.Range, () => value.High);
            AssertGives(type is DataType.UInt32 or DataType.ByteArray16, value.ToIPAddress);
            AssertGives(type == DataType.ByteArray6, value.ToPhysicalAddress);
            AssertGives(type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64, () => value.ToInt64());
            AssertGives(type is DataType.Float or DataType.Double, () => value.ToDouble());
            AssertGives(type == DataType.ByteBlob, () => value.ToByteBlob());
            AssertGives(type == DataType.UnicodeString, value.ToUnicodeString);
            AssertGives(type == DataType.Sid, value.ToSecurityIdentifier);
            AssertGives(type == DataType.SecurityDescriptor, value.ToSecurityDescriptor);
            AssertGives(type is DataType.TokenInformation or DataType.TokenAccessInformation, value.ToAccessToken);
        }

        static void AssertGives(bool expected, Func<object> getter)
        {
            var exception = Record.Exception(getter);
            Assert.Equal(expected, exception is null);
            Assert.True(expected || exception is InvalidOperationException, exception?.ToString());
        }
    }

    [Fact]
    public void Contents_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FilterValue.ByteArray6(new byte[5]));
        Assert.Throws<ArgumentException>(() => FilterValue.ByteArray16(new byte[17]));
        Assert.Throws<ArgumentException>(() => FilterValue.UnicodeString("half \ud83d pair"));
        Assert.Throws<ArgumentException>(() => FilterValue.UnicodeString("\ude00\ud83d"));
        Assert.Throws<ArgumentNullException>(() => FilterValue.Sid(null!));
        Assert.Throws<ArgumentException>(() => FilterValue.Address(PhysicalAddress.Parse("00-01-02-03")));
        Assert.Equal("\ud83d\ude00", FilterValue.UnicodeString("\ud83d\ude00").ToUnicodeString());
    }

    [Fact]
    public void A_Windows_app_id_is_the_lower_case_path_in_UTF16_with_a_terminator() =>
        Assert.Equal(
            Encoding.Unicode.GetBytes("\\device\\harddiskvolume1\\app.exe\0"),
            FilterValue.WindowsAppId("\\Device\\HarddiskVolume1\\App.EXE").ToByteBlob().Bytes.ToArray());
}
