namespace Paracle.Store;

internal interface ICoalescedRead
{
    Task StopAsync(CancellationToken cancellationToken);
}
