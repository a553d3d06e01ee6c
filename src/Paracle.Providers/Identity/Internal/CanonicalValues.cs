using System.Runtime.InteropServices;
using System.Text.Json;

namespace Paracle.Providers.Identity.Internal;

/// <summary>Values of open type, such as arguments and additional properties. What is not known by its type cannot be told apart, so it is refused.</summary>
internal static class CanonicalValues
{
    private const int MaxDepth = 32;

    private enum Kind : byte
    {
        Null,
        Text,
        Flag,
        Whole,
        Real,
        Json,
        Map,
        List,
    }

    /// <summary>Writes properties in their own order, which may show in what is sent. What the layer itself carries in them is left out: it is never sent.</summary>
    /// <returns>Whether every value is of a known type.</returns>
    public static bool TryWrite(this CanonicalHash hash, IEnumerable<KeyValuePair<string, object?>>? properties, int depth = 0)
    {
        foreach (var (name, value) in properties ?? [])
        {
            if (value is LlmCallContext or LlmAnswerContext)
            {
                continue;
            }

            hash.Write(true);
            hash.Write(name);
            if (!hash.TryWriteValue(value, depth))
            {
                return false;
            }
        }

        hash.Write(false);
        return true;
    }

    public static bool TryWriteValue(this CanonicalHash hash, object? value, int depth = 0)
    {
        switch (value)
        {
            case null:
                hash.Write((byte)Kind.Null);
                return true;
            case string text:
                hash.Write((byte)Kind.Text);
                hash.Write(text);
                return true;
            case bool flag:
                hash.Write((byte)Kind.Flag);
                hash.Write(flag);
                return true;
            case int number:
                return hash.WriteWhole(number);
            case long number:
                return hash.WriteWhole(number);
            case double number:
                return hash.WriteReal(number);
            case float number:
                return hash.WriteReal(number);
            case JsonElement { ValueKind: not JsonValueKind.Undefined } json:
                hash.Write((byte)Kind.Json);
                hash.Write(JsonMarshal.GetRawUtf8Value(json));
                return true;
            case IDictionary<string, object?> map when depth < MaxDepth:
                hash.Write((byte)Kind.Map);
                return hash.TryWrite(map, depth + 1);
            case IReadOnlyList<object?> list when depth < MaxDepth:
                return hash.TryWriteList(list, depth + 1);
            default:
                return false;
        }
    }

    private static bool TryWriteList(this CanonicalHash hash, IReadOnlyList<object?> list, int depth)
    {
        hash.Write((byte)Kind.List);
        hash.Write(list.Count);
        foreach (var item in list)
        {
            if (!hash.TryWriteValue(item, depth))
            {
                return false;
            }
        }

        return true;
    }

    private static bool WriteWhole(this CanonicalHash hash, long number)
    {
        hash.Write((byte)Kind.Whole);
        hash.Write(number);
        return true;
    }

    private static bool WriteReal(this CanonicalHash hash, double number)
    {
        hash.Write((byte)Kind.Real);
        hash.Write(number);
        return true;
    }
}
