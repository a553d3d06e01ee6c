using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Stores on servers that a test may break: callers are told soon, so that a test of them is short as well.</summary>
internal static class FaultStore
{
    /// <summary>How long calls are tried again while the fault lasts.</summary>
    private static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<TestStore> StartAsync(string connectionString, Action<PostgresStoreOptions>? configure = null) => TestStore.StartAsync(new TestSchema(), configure: options =>
    {
        options.ConnectionString = connectionString;
        options.Schema = "paracle";
        options.RetryTimeout = RetryTimeout;
        configure?.Invoke(options);
    });

    /// <summary>Writes a new execution.</summary>
    public static async Task<Execution> WriteAsync(TestStore store)
    {
        var execution = Samples.Execution();
        await store.Executions.WriteAsync(execution, Token).AsTask().WaitAsync(Waiting.Limit, TimeProvider.System, Token);
        return execution;
    }

    /// <summary>The typed error of a write that cannot succeed now, which must come by itself.</summary>
    public static Task<UnavailableException> FailToWriteAsync(TestStore store) => Should.ThrowAsync<UnavailableException>(() => WriteAsync(store));

    /// <summary>Writes until it succeeds, as when the fault is over: nothing but calls may be needed.</summary>
    public static async Task<Execution> WriteOnceMendedAsync(TestStore store)
    {
        var execution = Samples.Execution();
        await Waiting.UntilAsync(async () => await Race.SucceedsAsync<UnavailableException>(async () => await store.Executions.WriteAsync(execution, Token)));
        return execution;
    }

    /// <summary>Whether what was acknowledged is there, once and as it was.</summary>
    public static async Task ShouldHoldAsync(TestStore store, IEnumerable<Execution> acknowledged)
    {
        var stored = new List<Execution>();
        for (var page = new PageRequest(PageRequest.MaxSize); ;)
        {
            var (items, next) = await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, page, Token);
            stored.AddRange(items);
            if (next is null)
            {
                break;
            }

            page = page with { Cursor = next };
        }

        stored.Select(execution => execution.Id).ShouldBeUnique();
        var byId = stored.ToDictionary(execution => execution.Id);
        acknowledged.Where(execution => byId.GetValueOrDefault(execution.Id) != execution).ShouldBeEmpty();
    }
}
