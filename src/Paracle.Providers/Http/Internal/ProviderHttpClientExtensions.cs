using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Http.Internal;

/// <summary>The <see cref="HttpClient"/> of each provider, <c>paracle.provider.{name}</c>.</summary>
internal static class ProviderHttpClientExtensions
{
    public static void AddProviderHttp<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services, string name, Action<TOptions> configure)
        where TOptions : class, IHttpProviderOptions
    {
        services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, HttpProviderOptionsValidator<TOptions>>());

        // The sockets bound the lifetime of their connections themselves, so the handlers may live as long as the client.
        // The factory's own log redacts header values in its text alone: a structured log at Trace has the API key.
        // A host's defaults for all clients may bring a resilience handler, whose limit of 10 s no long answer would survive.
#pragma warning disable EXTEXP0001 // still marked as experimental; nothing else takes that handler off
        services.AddHttpClient(ClientName(name), client => client.Timeout = Timeout.InfiniteTimeSpan)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .UseSocketsHttpHandler((handler, provider) =>
            {
                var options = provider.OptionsOf<TOptions>(name);
                ProviderSockets.Bound(
                    handler,
                    options.Http,
                    new ProviderConnector(name, options.BaseUrl!, options.Http, provider.GetRequiredService<TimeProvider>(), Dns.GetHostAddressesAsync));
            })
            .RemoveAllResilienceHandlers()
            .AddHttpMessageHandler(provider => new ProviderHttpHandler(
                name, provider.OptionsOf<TOptions>(name), provider.GetRequiredService<TimeProvider>()))
            .AddResilienceHandler("retry", (pipeline, context) => ProviderRetries.Build(
                pipeline, context.ServiceProvider.OptionsOf<TOptions>(name).Http, context.ServiceProvider.GetRequiredService<TimeProvider>()))
            .Services.AddHttpClient(ClientName(name)).AddHttpMessageHandler(provider => new ObservedHttpHandler(name, provider.GetServices<IResponseObserver>()));
#pragma warning restore EXTEXP0001
    }

    public static IChatClient CreateOverHttp<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceProvider services, string name, Func<HttpClient, TOptions, IChatClient> create)
        where TOptions : class, IHttpProviderOptions
    {
        var options = services.OptionsOf<TOptions>(name);
        var client = create(services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName(name)), options);
        var transport = services.GetRequiredService<IHttpMessageHandlerFactory>();
        var clients = new DeadlineClients(() => transport.CreateHandler(ClientName(name)), http => create(http, options));
        return new TimedAnswerChatClient(client, name, options.Http, services.GetRequiredService<TimeProvider>(), clients);
    }

    private static TOptions OptionsOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceProvider services, string name)
        where TOptions : class =>
        services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);

    private static string ClientName(string name) => "paracle.provider." + name;
}
