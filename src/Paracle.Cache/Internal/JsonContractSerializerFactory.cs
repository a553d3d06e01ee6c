using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Serializes the types that a source-generated context was added for; others are left to the host's own serializers.</summary>
internal sealed class JsonContractSerializerFactory : IHybridCacheSerializerFactory
{
    private readonly JsonSerializerOptions _options;

    public JsonContractSerializerFactory(IEnumerable<CacheJsonContext> contexts)
    {
        _options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts.Select(context => context.Resolver)]) };
        _options.MakeReadOnly();
    }

    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = _options.TryGetTypeInfo(typeof(T), out var contract) ? new JsonContractSerializer<T>((JsonTypeInfo<T>)contract) : null;
        return serializer is not null;
    }
}
