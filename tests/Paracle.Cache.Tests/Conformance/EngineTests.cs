namespace Paracle.Cache.Tests.Conformance;

// Each suite on each engine. FusionCache takes no clock, so that its lifetimes cannot be tried.

public sealed class ParacleConformanceTests : HybridCacheConformance<ParacleEngine>;

public sealed class StockConformanceTests : HybridCacheConformance<StockEngine>;

public sealed class FusionConformanceTests : HybridCacheConformance<FusionEngine>;

public sealed class ParacleFlagTests : HybridCacheFlagConformance<ParacleEngine>;

public sealed class StockFlagTests : HybridCacheFlagConformance<StockEngine>;

public sealed class FusionFlagTests : HybridCacheFlagConformance<FusionEngine>;

public sealed class ParacleFlightTests : HybridCacheFlightConformance<ParacleEngine>;

public sealed class StockFlightTests : HybridCacheFlightConformance<StockEngine>;

public sealed class FusionFlightTests : HybridCacheFlightConformance<FusionEngine>;

public sealed class ParacleFillTests : HybridCacheFillConformance<ParacleEngine>;

public sealed class StockFillTests : HybridCacheFillConformance<StockEngine>;

public sealed class FusionFillTests : HybridCacheFillConformance<FusionEngine>;

public sealed class ParacleHostTests : HybridCacheHostConformance<ParacleEngine>;

public sealed class StockHostTests : HybridCacheHostConformance<StockEngine>;

public sealed class FusionHostTests : HybridCacheHostConformance<FusionEngine>;

public sealed class ParacleInputTests : HybridCacheInputConformance<ParacleEngine>;

public sealed class StockInputTests : HybridCacheInputConformance<StockEngine>;

public sealed class FusionInputTests : HybridCacheInputConformance<FusionEngine>;

public sealed class ParacleLifetimeTests : HybridCacheLifetimeConformance<ParacleEngine>;

public sealed class StockLifetimeTests : HybridCacheLifetimeConformance<StockEngine>;

public sealed class ParacleValueTests : HybridCacheValueConformance<ParacleEngine>;

public sealed class StockValueTests : HybridCacheValueConformance<StockEngine>;

public sealed class FusionValueTests : HybridCacheValueConformance<FusionEngine>;
