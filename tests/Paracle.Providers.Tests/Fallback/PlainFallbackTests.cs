using Paracle.Providers.Tests.Http;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Fallback;

public sealed class PlainFallbackTests : FallbackWireTests<PlainVendor>;
