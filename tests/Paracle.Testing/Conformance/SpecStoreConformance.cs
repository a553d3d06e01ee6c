namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="ISpecStore{TSpec}"/> promises.</summary>
/// <typeparam name="TStore">The store.</typeparam>
/// <typeparam name="TSpec">The kind of spec.</typeparam>
public abstract class SpecStoreConformance<TStore, TSpec> : PortConformance<TStore>
    where TStore : class, ISpecStore<TSpec>
{
    private const int Racers = 64;

    /// <summary>A valid spec that carries a mark.</summary>
    protected abstract TSpec NewSpec(string name, string mark = "mark");

    /// <summary>The mark of a spec.</summary>
    protected abstract string MarkOf(TSpec spec);

    /// <summary>The name of a spec.</summary>
    protected abstract string NameOf(TSpec spec);

    [Fact]
    public async Task Find_NeverSaved_Null() => (await Port.FindAsync(Tenant, "nobody", Token)).ShouldBeNull();

    [Fact]
    public async Task Save_New_IsVersionOneAndFound()
    {
        var saved = await Port.SaveAsync(Tenant, NewSpec("one", "first"), null, Token);
        saved.Version.ShouldBe(1);
        MarkOf(saved.Value).ShouldBe("first");
        saved.CreatedAt.ShouldBe(saved.UpdatedAt);
        saved.CreatedAt.Offset.ShouldBe(TimeSpan.Zero);
        await ShouldFindAsync("one", saved);
    }

    [Fact]
    public async Task Save_Again_CountsVersionsAndKeepsCreatedAt()
    {
        var first = await Port.SaveAsync(Tenant, NewSpec("one", "first"), null, Token);
        Time.Advance(TimeSpan.FromSeconds(5));
        var second = await Port.SaveAsync(Tenant, NewSpec("one", "second"), null, Token);
        second.Version.ShouldBe(2);
        second.CreatedAt.ShouldBe(first.CreatedAt);
        second.UpdatedAt.ShouldBe(first.UpdatedAt + TimeSpan.FromSeconds(5));
        MarkOf(second.Value).ShouldBe("second");
        await ShouldFindAsync("one", second);
    }

    [Fact]
    public async Task Save_ExpectingNothing_OnlyWhenNothingIsStored()
    {
        (await Port.SaveAsync(Tenant, NewSpec("one", "first"), 0, Token)).Version.ShouldBe(1);
        await Should.ThrowAsync<ConflictException>(async () => await Port.SaveAsync(Tenant, NewSpec("one", "second"), 0, Token));
        await ShouldBeAsync("one", 1, "first");
    }

    [Fact]
    public async Task Save_ExpectingAVersion_OnlyOverThatVersion()
    {
        await Port.SaveAsync(Tenant, NewSpec("one", "first"), null, Token);
        (await Port.SaveAsync(Tenant, NewSpec("one", "second"), 1, Token)).Version.ShouldBe(2);
        foreach (var wrong in new long[] { 1, 3, long.MaxValue })
        {
            await Should.ThrowAsync<ConflictException>(async () => await Port.SaveAsync(Tenant, NewSpec("one", "third"), wrong, Token), $"version {wrong}");
        }

        await ShouldBeAsync("one", 2, "second");
    }

    [Fact]
    public async Task Save_ExpectingAVersionOfNothing_Conflicts()
    {
        await Should.ThrowAsync<ConflictException>(async () => await Port.SaveAsync(Tenant, NewSpec("one"), 1, Token));
        (await Port.FindAsync(Tenant, "one", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Save_RacersOverOneVersion_OneWins()
    {
        await Port.SaveAsync(Tenant, NewSpec("one", "before"), null, Token);
        var won = await Race.RunAsync(Racers, racer =>
            Race.SucceedsAsync<ConflictException>(async () => await Port.SaveAsync(Tenant, NewSpec("one", $"racer-{racer}"), 1, Token)));
        won.Count(isWinner => isWinner).ShouldBe(1);
        await ShouldBeAsync("one", 2, $"racer-{won.ToList().IndexOf(true)}");
    }

    [Fact]
    public async Task Save_RacersOverNothing_OneWins()
    {
        var won = await Race.RunAsync(Racers, racer =>
            Race.SucceedsAsync<ConflictException>(async () => await Port.SaveAsync(Tenant, NewSpec("one", $"racer-{racer}"), 0, Token)));
        won.Count(isWinner => isWinner).ShouldBe(1);
        await ShouldBeAsync("one", 1, $"racer-{won.ToList().IndexOf(true)}");
    }

    [Fact]
    public async Task Save_RacersThatExpectNothingSpecial_EachIsAVersion()
    {
        var saved = await Race.RunAsync(Racers, async racer => await Port.SaveAsync(Tenant, NewSpec("one", $"racer-{racer}"), null, Token));
        saved.Select(spec => spec.Version).Order().ShouldBe(Enumerable.Range(1, Racers).Select(version => (long)version));
        await ShouldBeAsync("one", Racers, MarkOf(saved.Single(spec => spec.Version == Racers).Value));
    }

    [Fact]
    public async Task Delete_Stored_IsGone()
    {
        await Port.SaveAsync(Tenant, NewSpec("one"), null, Token);
        (await Port.DeleteAsync(Tenant, "one", null, Token)).ShouldBeTrue();
        (await Port.FindAsync(Tenant, "one", Token)).ShouldBeNull();
        (await ListAsync(Tenant, 10)).ShouldBeEmpty();
        (await Port.DeleteAsync(Tenant, "one", null, Token)).ShouldBeFalse();
        (await Port.SaveAsync(Tenant, NewSpec("one"), 0, Token)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Delete_ExpectingAVersion_OnlyThatVersion()
    {
        await Port.SaveAsync(Tenant, NewSpec("one"), null, Token);
        await Port.SaveAsync(Tenant, NewSpec("one"), null, Token);
        await Should.ThrowAsync<ConflictException>(async () => await Port.DeleteAsync(Tenant, "one", 1, Token));
        (await Port.FindAsync(Tenant, "one", Token)).ShouldNotBeNull();
        (await Port.DeleteAsync(Tenant, "one", 2, Token)).ShouldBeTrue();
        (await Port.DeleteAsync(Tenant, "one", 2, Token)).ShouldBeFalse("there is none to delete");
    }

    [Fact]
    public async Task Delete_Racers_OneDeletes()
    {
        await Port.SaveAsync(Tenant, NewSpec("one"), null, Token);
        var deleted = await Race.RunAsync(Racers, async _ => await Port.DeleteAsync(Tenant, "one", null, Token));
        deleted.Count(isDeleted => isDeleted).ShouldBe(1);
    }

    [Fact]
    public async Task AnyCall_OfOneTenant_LeavesTheOtherAlone()
    {
        await Port.SaveAsync(Tenant, NewSpec("one", "mine"), null, Token);
        (await Port.FindAsync(OtherTenant, "one", Token)).ShouldBeNull();
        (await ListAsync(OtherTenant, 10)).ShouldBeEmpty();
        (await Port.DeleteAsync(OtherTenant, "one", null, Token)).ShouldBeFalse();
        (await Port.SaveAsync(OtherTenant, NewSpec("one", "theirs"), 0, Token)).Version.ShouldBe(1);
        await ShouldBeAsync("one", 1, "mine");
        (await Port.DeleteAsync(OtherTenant, "one", 1, Token)).ShouldBeTrue();
        await ShouldBeAsync("one", 1, "mine");
    }

    [Fact]
    public async Task List_ManyNames_InOrdinalOrder()
    {
        string[] names = ["b", "a", "B", "A", "a-1", "a.1", "a_1", "a1", "0", "Z", "z", new string('n', 128)];
        foreach (var name in names)
        {
            await Port.SaveAsync(Tenant, NewSpec(name, $"of {name}"), null, Token);
        }

        foreach (var size in new[] { 1, 3, 4, names.Length, names.Length + 1, 1000 })
        {
            var listed = await ListAsync(Tenant, size);
            listed.Select(spec => NameOf(spec.Value)).ShouldBe(names.Order(StringComparer.Ordinal), $"page size {size}");
        }

        MarkOf((await ListAsync(Tenant, 10))[0].Value).ShouldBe("of 0");
    }

    [Fact]
    public async Task List_ExactlyOnePage_HasNoNext()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Port.SaveAsync(Tenant, NewSpec(name), null, Token);
        }

        (await Port.ListAsync(Tenant, new PageRequest(3), Token)).NextCursor.ShouldBeNull();
        (await Port.ListAsync(OtherTenant, PageRequest.First, Token)).ShouldSatisfyAllConditions(
            page => page.Items.ShouldBeEmpty(), page => page.NextCursor.ShouldBeNull());
    }

    [Fact]
    public async Task List_WhileOthersAreSavedAndDeleted_MissesAndDoublesNone()
    {
        var stable = Enumerable.Range(0, 40).Select(i => $"m{i:D3}").ToList();
        foreach (var name in stable)
        {
            await Port.SaveAsync(Tenant, NewSpec(name), null, Token);
        }

        var round = 0;
        var listed = await Paging.ReadAllAsync(page => Port.ListAsync(Tenant, page, Token), 7, async () =>
        {
            round++;
            foreach (var name in new[] { $"a{round}", $"m{round:D3}x", $"z{round}" })
            {
                await Port.SaveAsync(Tenant, NewSpec(name), null, Token);
            }

            await Port.DeleteAsync(Tenant, $"a{round - 1}", null, Token);
        });
        var names = listed.Select(spec => NameOf(spec.Value)).ToList();
        names.ShouldBeUnique(StringComparer.Ordinal);
        stable.Except(names, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_CursorOfADeletedSpec_GoesOn()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Port.SaveAsync(Tenant, NewSpec(name), null, Token);
        }

        var first = await Port.ListAsync(Tenant, new PageRequest(2), Token);
        await Port.DeleteAsync(Tenant, "b", null, Token);
        var second = await Port.ListAsync(Tenant, new PageRequest(2, first.NextCursor), Token);
        second.Items.Select(spec => NameOf(spec.Value)).ShouldBe(["c"]);
    }

    [Fact]
    public async Task List_BadPage_Refused() => await Paging.RefusesBadPagesAsync(page => Port.ListAsync(Tenant, page, Token));

    [Fact]
    public async Task AnyCall_BadName_Refused()
    {
        foreach (var name in Texts.BadNames)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.FindAsync(Tenant, name!, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.DeleteAsync(Tenant, name!, null, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.SaveAsync(Tenant, NewSpec(name!), null, Token), Texts.Show(name));
        }
    }

    [Fact]
    public async Task AnyCall_NegativeVersion_Refused()
    {
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.SaveAsync(Tenant, NewSpec("one"), -1, Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.DeleteAsync(Tenant, "one", long.MinValue, Token));
    }

    [Fact]
    public async Task AnyCall_NoTenant_Refused()
    {
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.FindAsync(default, "one", Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.SaveAsync(default, NewSpec("one"), null, Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.DeleteAsync(default, "one", null, Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.ListAsync(default, PageRequest.First, Token));
    }

    [Fact]
    public async Task AnyCall_Cancelled_ChangesNothing()
    {
        await Port.SaveAsync(Tenant, NewSpec("one", "before"), null, Token);
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.FindAsync(Tenant, "one", Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.ListAsync(Tenant, PageRequest.First, Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.SaveAsync(Tenant, NewSpec("one", "after"), null, Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.DeleteAsync(Tenant, "one", null, Cancelled));
        await ShouldBeAsync("one", 1, "before");
    }

    /// <summary>Asserts that a spec is stored with a version and mark.</summary>
    protected async Task ShouldBeAsync(string name, long version, string mark)
    {
        var stored = (await Port.FindAsync(Tenant, name, Token)).ShouldNotBeNull();
        stored.Version.ShouldBe(version);
        MarkOf(stored.Value).ShouldBe(mark);
    }

    private async Task ShouldFindAsync(string name, Versioned<TSpec> saved)
    {
        await ShouldBeAsync(name, saved.Version, MarkOf(saved.Value));
        var stored = (await Port.FindAsync(Tenant, name, Token))!;
        (stored.CreatedAt, stored.UpdatedAt).ShouldBe((saved.CreatedAt, saved.UpdatedAt));
    }

    private Task<List<Versioned<TSpec>>> ListAsync(TenantId tenant, int size) => Paging.ReadAllAsync(page => Port.ListAsync(tenant, page, Token), size);
}
