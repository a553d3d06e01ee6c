using System.Text.Json.Serialization;

namespace Paracle.Cache.Tests;

internal sealed record CacheSample(string Name, int Count);

[JsonSerializable(typeof(CacheSample))]
internal sealed partial class CacheSampleJson : JsonSerializerContext;
