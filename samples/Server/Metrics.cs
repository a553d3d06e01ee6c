using OpenTelemetry.Metrics;
using Paracle;

namespace Server;

/// <summary>What is shown at <c>/metrics</c>: requests, runs, database, cache and model calls.</summary>
internal static class Metrics
{
    public static void Choose(MeterProviderBuilder metrics) => metrics
        .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", "Paracle.*")
        .AddView("http.server.request.duration", Bounds(DurationBuckets.Request))
        .AddView("db.client.operation.duration", Bounds(DurationBuckets.Database))
        .AddView(TelemetryNames.CacheOperationDuration, Bounds(DurationBuckets.Database))
        .AddView("gen_ai.client.operation.duration", Bounds(DurationBuckets.Llm))
        .AddPrometheusExporter();

    private static ExplicitBucketHistogramConfiguration Bounds(IReadOnlyList<double> bounds) => new() { Boundaries = [.. bounds] };
}
