using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>
/// A value as <c>{"data type": content}</c>. Integers are numbers, bytes are hexadecimal, the bits of floating-point numbers too, so that
/// they come back bit by bit; a mask or prefix is <c>["address", "mask" or length]</c>, a range <c>[low, high]</c> of two values.
/// </summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter writer, FilterValue value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Enum.GetName(value.Type) ?? throw new ArgumentException($"{value.Type} is no data type.", nameof(value)));
        switch (value.Type)
        {
            case DataType.Empty:
                writer.WriteNullValue();
                break;
            case DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64:
                writer.WriteNumberValue(value.ToInt64());
                break;
            case DataType.Float:
                WriteHex(writer, value.Number, digits: 8);
                break;
            case DataType.Double:
                WriteHex(writer, value.Number, digits: 16);
                break;
            case DataType.ByteArray6:
                WriteHex(writer, value.Number, digits: 12);
                break;
            case DataType.ByteArray16:
                WriteHex(writer, value.Number, digits: 32);
                break;
            case DataType.ByteBlob:
                writer.WriteStringValue(Convert.ToHexStringLower(value.ToByteBlob().Bytes));
                break;
            case DataType.Sid:
                writer.WriteStringValue(value.ToSecurityIdentifier().ToString());
                break;
            case DataType.SecurityDescriptor:
                SecurityJson.Write(writer, value.ToSecurityDescriptor());
                break;
            case DataType.TokenInformation or DataType.TokenAccessInformation:
                SecurityJson.Write(writer, value.ToAccessToken());
                break;
            case DataType.UnicodeString:
                writer.WriteStringValue(value.ToUnicodeString());
                break;
            case DataType.V4AddressMask:
                writer.WriteStartArray();
                writer.WriteStringValue(FilterValue.UInt32((uint)value.Number).ToIPAddress().ToString());
                writer.WriteStringValue(FilterValue.UInt32(value.Mask).ToIPAddress().ToString());
                writer.WriteEndArray();
                break;
            case DataType.V6AddressPrefix:
                writer.WriteStartArray();
                writer.WriteStringValue(FilterValue.ByteArray16(value.Number).ToIPAddress().ToString());
                writer.WriteNumberValue(value.PrefixLength);
                writer.WriteEndArray();
                break;
            case DataType.Range:
                writer.WriteStartArray();
                Write(writer, value.Low);
                Write(writer, value.High);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteNumberValue((ulong)value.Number);
                break;
        }

        writer.WriteEndObject();
    }

    public static FilterValue Read(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.StartObject);
        Json.Expect(ref reader, JsonTokenType.PropertyName);
        var name = reader.GetString()!;
        if (!Enum.TryParse(name, out DataType type) || Enum.GetName(type) != name)
        {
            throw Json.Unknown<DataType>(name);
        }

        var value = ReadContent(ref reader, type);
        Json.Expect(ref reader, JsonTokenType.EndObject);
        return value;
    }

    private static FilterValue ReadContent(ref Utf8JsonReader reader, DataType type)
    {
        switch (type)
        {
            case DataType.Empty:
                Json.Expect(ref reader, JsonTokenType.Null);
                return FilterValue.Empty;
            case DataType.UInt8:
                return FilterValue.UInt8(checked((byte)Json.ReadNumber(ref reader)));
            case DataType.UInt16:
                return FilterValue.UInt16(checked((ushort)Json.ReadNumber(ref reader)));
            case DataType.UInt32:
                return FilterValue.UInt32(checked((uint)Json.ReadNumber(ref reader)));
            case DataType.UInt64:
                return FilterValue.UInt64(Json.ReadNumber(ref reader));
            case DataType.Int8:
                return FilterValue.Int8(checked((sbyte)ReadSigned(ref reader)));
            case DataType.Int16:
                return FilterValue.Int16(checked((short)ReadSigned(ref reader)));
            case DataType.Int32:
                return FilterValue.Int32(checked((int)ReadSigned(ref reader)));
            case DataType.Int64:
                return FilterValue.Int64(ReadSigned(ref reader));
            case DataType.Float:
                return FilterValue.Float(BitConverter.UInt32BitsToSingle((uint)ReadHex(ref reader, digits: 8)));
            case DataType.Double:
                return FilterValue.Double(BitConverter.UInt64BitsToDouble((ulong)ReadHex(ref reader, digits: 16)));
            case DataType.ByteArray16:
                return FilterValue.ByteArray16(ReadHex(ref reader, digits: 32));
            case DataType.ByteBlob:
                return FilterValue.ByteBlob(Convert.FromHexString(Json.ReadText(ref reader)));
            case DataType.Sid:
                return FilterValue.Sid(SecurityIdentifier.Parse(Json.ReadText(ref reader)));
            case DataType.SecurityDescriptor:
                return FilterValue.SecurityDescriptor(SecurityJson.Read(ref reader));
            case DataType.TokenInformation:
                return FilterValue.TokenInformation(SecurityJson.ReadToken(ref reader));
            case DataType.TokenAccessInformation:
                return FilterValue.TokenAccessInformation(SecurityJson.ReadToken(ref reader));
            case DataType.UnicodeString:
                return FilterValue.UnicodeString(Json.ReadText(ref reader));
            case DataType.ByteArray6:
                return FilterValue.ByteArray6(Convert.FromHexString(Json.ReadText(ref reader)));
            case DataType.BitmapIndex:
                return FilterValue.BitmapIndex(checked((byte)Json.ReadNumber(ref reader)));
            case DataType.BitmapArray64:
                return FilterValue.BitmapArray64(Json.ReadNumber(ref reader));
            case DataType.V4AddressMask:
                Json.Expect(ref reader, JsonTokenType.StartArray);
                var address = ReadAddress(ref reader, AddressFamily.InterNetwork);
                var mask = ReadAddress(ref reader, AddressFamily.InterNetwork);
                Json.Expect(ref reader, JsonTokenType.EndArray);
                return FilterValue.V4AddressMask((uint)address, (uint)mask);
            case DataType.V6AddressPrefix:
                Json.Expect(ref reader, JsonTokenType.StartArray);
                var network = ReadAddress(ref reader, AddressFamily.InterNetworkV6);
                var length = checked((byte)Json.ReadNumber(ref reader));
                Json.Expect(ref reader, JsonTokenType.EndArray);
                return FilterValue.V6AddressPrefix(network, length);
            case DataType.Range:
                Json.Expect(ref reader, JsonTokenType.StartArray);
                var low = Read(ref reader);
                var high = Read(ref reader);
                Json.Expect(ref reader, JsonTokenType.EndArray);
                return FilterValue.Range(low, high);
            default:
                throw Json.Unknown<DataType>(type.ToString());
        }
    }

    private static void WriteHex(Utf8JsonWriter writer, UInt128 bits, int digits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        writer.WriteStringValue(Convert.ToHexStringLower(bytes[^(digits / 2)..]));
    }

    private static UInt128 ReadHex(ref Utf8JsonReader reader, int digits)
    {
        var text = Json.ReadText(ref reader);
        return text.Length == digits
            ? UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new JsonException($"{digits} hexadecimal digits expected, found '{text}'");
    }

    private static long ReadSigned(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    private static UInt128 ReadAddress(ref Utf8JsonReader reader, AddressFamily family)
    {
        var text = Json.ReadText(ref reader);
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == family
            ? FilterValue.Address(address).Number
            : throw new JsonException($"'{text}' is no address of IPv{(family == AddressFamily.InterNetwork ? 4 : 6)}");
    }
}
