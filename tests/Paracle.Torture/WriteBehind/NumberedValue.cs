using System.Text.Json.Serialization;

namespace Paracle.Torture.WriteBehind;

/// <summary>A value of a key: its number grows by one with every write.</summary>
internal sealed record NumberedValue(long Number);

[JsonSerializable(typeof(NumberedValue))]
internal sealed partial class NumberedValueJson : JsonSerializerContext;
