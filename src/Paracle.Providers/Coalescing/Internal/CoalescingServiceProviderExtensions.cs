using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>Puts coalescing around a client.</summary>
internal static class CoalescingServiceProviderExtensions
{
    public static CoalescingChatClient CreateCoalescing(this IServiceProvider services, string provider, IChatClient inner, CoalescingOptions options) => new(
        inner,
        provider,
        new RequestEligibility(new RequestIdentities(provider, inner), services.GetRequiredService<ITenantResolver>()),
        new AnswerFlights(options.MaximumFlights, services.GetRequiredService<TimeProvider>()),
        services.GetRequiredService<IPriceList>(),
        services.GetRequiredService<AnswerTelemetry>());
}
