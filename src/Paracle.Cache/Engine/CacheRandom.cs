namespace Paracle.Cache.Internal;

/// <summary>Where the cache takes chance from: each part gets a source of its own, since none may be shared between threads.</summary>
internal sealed class CacheRandom(Func<Random> source)
{
    public Random New() => source();
}
