namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IGrantStore"/> promises.</summary>
public abstract class GrantStoreConformance : PortConformance<IGrantStore>
{
    [Fact]
    public async Task Get_NothingGranted_Empty() => (await GetAsync("someone")).ShouldBeEmpty();

    [Fact]
    public async Task Add_EveryKind_ComesBack()
    {
        Grant[] grants =
        [
            Run("someone", "writer"),
            Run("someone", GrantResource.Any),
            new(Tenant, "someone", GrantAction.Read, GrantResource.Agent("writer")),
            new(Tenant, "someone", GrantAction.Manage, GrantResource.Agent("writer")),
            new(Tenant, "someone", GrantAction.Call, GrantResource.Tool("writer")),
            new(Tenant, "someone", GrantAction.Call, GrantResource.Tool(GrantResource.Any)),
        ];
        foreach (var grant in grants)
        {
            await Port.AddAsync(grant, Token);
        }

        (await GetAsync("someone")).ShouldBe(grants, ignoreOrder: true);
    }

    [Fact]
    public async Task Add_Twice_StandsOnce()
    {
        await Port.AddAsync(Run("someone", "writer"), Token);
        await Port.AddAsync(Run("someone", "writer"), Token);
        (await GetAsync("someone")).Count.ShouldBe(1);
        (await Port.RemoveAsync(Run("someone", "writer"), Token)).ShouldBeTrue();
        (await GetAsync("someone")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_OneOfSeveral_LeavesTheOthers()
    {
        await Port.AddAsync(Run("someone", "writer"), Token);
        await Port.AddAsync(Run("someone", GrantResource.Any), Token);
        (await Port.RemoveAsync(Run("someone", GrantResource.Any), Token)).ShouldBeTrue();
        (await Port.RemoveAsync(Run("someone", GrantResource.Any), Token)).ShouldBeFalse();
        (await Port.RemoveAsync(Run("someone", "Writer"), Token)).ShouldBeFalse();
        (await GetAsync("someone")).ShouldBe([Run("someone", "writer")]);
    }

    [Fact]
    public async Task Add_RacersWithOneGrant_StandsOnce()
    {
        await Race.RunAsync(64, async _ =>
        {
            await Port.AddAsync(Run("someone", "writer"), Token);
            return true;
        });
        (await GetAsync("someone")).Count.ShouldBe(1);
        var removed = await Race.RunAsync(64, async _ => await Port.RemoveAsync(Run("someone", "writer"), Token));
        removed.Count(isRemoved => isRemoved).ShouldBe(1);
    }

    [Fact]
    public async Task Add_BeyondAThousand_Conflicts()
    {
        for (var i = 0; i < IGrantStore.MaxPerSubject - 8; i++)
        {
            await Port.AddAsync(Run("someone", $"agent-{i}"), Token);
        }

        var added = await Race.RunAsync(32, racer => Race.SucceedsAsync<ConflictException>(() => Port.AddAsync(Run("someone", $"racer-{racer}"), Token)));
        added.Count(isAdded => isAdded).ShouldBe(8);
        await Port.AddAsync(Run("someone", "agent-0"), Token);
        await Port.AddAsync(Run("someone else", "agent-0"), Token);
        (await GetAsync("someone")).Count.ShouldBe(IGrantStore.MaxPerSubject);
        await Port.RemoveAsync(Run("someone", "agent-0"), Token);
        await Port.AddAsync(Run("someone", "one-more"), Token);
    }

    [Fact]
    public async Task AnyCall_SubjectsThatLookAlike_AreNotTheSame()
    {
        foreach (var subject in Texts.LiteralKeys)
        {
            (await GetAsync(subject)).ShouldBeEmpty(Texts.Show(subject));
            await Port.AddAsync(Run(subject, "writer"), Token);
        }

        foreach (var subject in Texts.LiteralKeys)
        {
            (await GetAsync(subject)).ShouldBe([Run(subject, "writer")]);
        }
    }

    [Fact]
    public async Task AnyCall_OfOneTenant_LeavesTheOtherAlone()
    {
        await Port.AddAsync(Run("someone", "writer"), Token);
        (await Port.GetForSubjectAsync(OtherTenant, "someone", Token)).ShouldBeEmpty();
        (await Port.RemoveAsync(Run("someone", "writer") with { Tenant = OtherTenant }, Token)).ShouldBeFalse();
        (await GetAsync("someone")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnyCall_BadInput_Refused()
    {
        var sound = Run("someone", "writer");
        (string What, Grant Grant)[] broken =
        [
            ("no tenant", sound with { Tenant = default }),
            ("no resource", sound with { Resource = null! }),
            ("an unknown action", sound with { Action = (GrantAction)4 }),
            ("calling an agent", sound with { Action = GrantAction.Call }),
            ("running a tool", sound with { Resource = GrantResource.Tool("writer") }),
            .. Texts.BadKeys.Select(subject => ($"subject {Texts.Show(subject)}", sound with { Subject = subject! })),
        ];
        foreach (var (what, grant) in broken)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.AddAsync(grant, Token), what);
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.RemoveAsync(grant, Token), what);
        }

        foreach (var subject in Texts.BadKeys)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await GetAsync(subject!), Texts.Show(subject));
        }

        await Should.ThrowAsync<InvalidInputException>(async () => await Port.GetForSubjectAsync(default, "someone", Token));
    }

    [Fact]
    public async Task AnyCall_Cancelled_ChangesNothing()
    {
        await Port.AddAsync(Run("someone", "writer"), Token);
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.AddAsync(Run("someone", "critic"), Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.RemoveAsync(Run("someone", "writer"), Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.GetForSubjectAsync(Tenant, "someone", Cancelled));
        (await GetAsync("someone")).ShouldBe([Run("someone", "writer")]);
    }

    private Grant Run(string subject, string agent) => new(Tenant, subject, GrantAction.Run, GrantResource.Agent(agent));

    private ValueTask<IReadOnlyList<Grant>> GetAsync(string subject) => Port.GetForSubjectAsync(Tenant, subject, Token);
}
