namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IStoreCheck"/> promises.</summary>
public abstract class StoreCheckConformance : PortConformance<IStoreCheck>
{
    [Fact]
    public async Task Name_OfEveryInstance_IsTheSameAndInItsForm()
    {
        Port.Name.ShouldMatch("^[a-z]+(\\.[a-z][a-z_]*)+$");
        (await CreateAsync(Time)).Name.ShouldBe(Port.Name);
    }

    [Fact]
    public async Task Check_AgainAndAtOnce_FindsTheSameAndChangesNothing()
    {
        var before = await DescribeStateAsync();
        var first = await Port.CheckAsync(Token);
        (await Port.CheckAsync(Token)).ShouldBe(first);
        foreach (var findings in await Race.RunAsync(8, async _ => await Port.CheckAsync(Token)))
        {
            findings.ShouldBe(first);
        }

        (await DescribeStateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Check_Findings_SayWhatAndWhatToDo()
    {
        foreach (var finding in await Port.CheckAsync(Token))
        {
            Enum.IsDefined(finding.Severity).ShouldBeTrue();
            finding.Message.ShouldNotBeNullOrWhiteSpace();
            finding.Remedy.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public async Task Check_Cancelled_Ends() => await Should.ThrowAsync<OperationCanceledException>(async () => await Port.CheckAsync(Cancelled));

    /// <summary>Says all that a check could change, for example the store's schema and rows, to be compared.</summary>
    protected abstract ValueTask<string> DescribeStateAsync();
}
