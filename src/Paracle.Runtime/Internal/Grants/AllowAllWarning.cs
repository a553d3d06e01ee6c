using Microsoft.Extensions.Logging;

namespace Paracle.Runtime.Internal.Grants;

internal sealed class AllowAllWarning(ILogger<AllowAllWarning> logger) : IParacleService
{
    public int Order => 100;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.AllowAllChosen(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
