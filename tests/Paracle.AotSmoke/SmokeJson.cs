using System.Text.Json.Serialization;

namespace Paracle.AotSmoke;

/// <summary>The host's contracts.</summary>
[JsonSerializable(typeof(Forecast))]
internal sealed partial class SmokeJson : JsonSerializerContext;
