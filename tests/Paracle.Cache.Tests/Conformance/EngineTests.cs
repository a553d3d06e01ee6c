namespace Paracle.Cache.Tests.Conformance;

public sealed class ParacleConformanceTests : HybridCacheConformance<ParacleEngine>;

public sealed class StockConformanceTests : HybridCacheConformance<StockEngine>;

public sealed class FusionConformanceTests : HybridCacheConformance<FusionEngine>
{
    protected override bool UsesHybridSerializers => false;
}
