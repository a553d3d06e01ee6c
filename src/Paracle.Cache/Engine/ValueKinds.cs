using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Finds the serializer of a type as HybridCache does: the one registered for it, else the first that the factories make, the last registered first.</summary>
/// <param name="find">Finds what is registered for a type.</param>
/// <param name="factories">The factories in the order of their registration.</param>
internal sealed class ValueKinds(Func<Type, object?> find, IEnumerable<IHybridCacheSerializerFactory> factories)
{
    private readonly IHybridCacheSerializerFactory[] _factories = [.. factories.Reverse()];
    private readonly ConcurrentDictionary<Type, object> _kinds = new();

    public ValueKind<T> Of<T>() => (ValueKind<T>)(_kinds.TryGetValue(typeof(T), out var kind) ? kind : _kinds.GetOrAdd(typeof(T), Make<T>()));

    private ValueKind<T> Make<T>()
    {
        var serializer = (IHybridCacheSerializer<T>?)find(typeof(IHybridCacheSerializer<T>));
        foreach (var factory in _factories)
        {
            if (serializer is not null || factory.TryCreateSerializer(out serializer))
            {
                break;
            }
        }

        return new ValueKind<T>(serializer);
    }
}
