using System.Text.Json.Serialization.Metadata;

namespace Paracle.Cache.Internal;

internal sealed record CacheJsonContext(IJsonTypeInfoResolver Resolver);
