using Paracle.Providers.Tests.Http;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.RateLimiting;

public sealed class PlainRateLimitTests : RateLimitWireTests<PlainVendor>;
