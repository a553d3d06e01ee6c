using System.Text.RegularExpressions;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>That no statement reads or sorts more than it returns, however long the tables grow.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string, string> Statements => new()
    {
        { ExecutionSql.Find, "sqlite_autoindex_execution_1 (tenant=? AND id=?)" },
        { ExecutionSql.List, "sqlite_autoindex_execution_1 (tenant=? AND id>? AND id<?)" },
        { ExecutionSql.ListOfTarget, "execution_target (tenant=? AND target=? AND id>? AND id<?)" },
        { ExecutionSql.ListSucceeded, "sqlite_autoindex_execution_1 (tenant=? AND id>? AND id<?)" },
        { ExecutionSql.ListSucceededOfTarget, "execution_target (tenant=? AND target=? AND id>? AND id<?)" },
        { ExecutionSql.ListInState, "execution_state (tenant=? AND state=? AND id>? AND id<?)" },
        { ExecutionSql.ListInStateOfTarget, "execution_state (tenant=? AND state=? AND id>? AND id<?)" },
        { SpecSql.List, "sqlite_autoindex_spec_1 (tenant=? AND kind=? AND name>?)" },
        { SpecSql.FindChild, "spec_parent (tenant=? AND kind=? AND parent=?)" },
        { GrantSql.OfSubject, "PRIMARY KEY (tenant=? AND subject=?)" },
        { QueueSql.ListDead, "queue_item_dead (queue=? AND id>?)" },
        { LaneSql.Read, "queue_item_lane (queue=? AND lane=?)" },
        { LaneSql.Read, "queue_item_in_the_way (queue=? AND tenant=? AND key=? AND id<?)" },
        { BudgetSql.FindReserved, "budget_reservation_live (tenant=? AND scope=? AND period=? AND expires_at>?)" },
        { BudgetSql.RemoveForgotten, "budget_reservation_lapsed (expires_at<?)" },
        { BudgetSql.Settle, "PRIMARY KEY (id=?)" },
        { HostSql.GiveBack, "execution_open (host=?)" },
        { HostSql.Close, "execution_open (host=?)" },
        { RetentionSql.Remove, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)" },
        { LeaseSql.RemoveEnded, "lease_end (expires_at<?)" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Statement_SearchesItsIndex_AndSortsNothing(string statement, string search)
    {
        var plan = await PlanAsync(statement);

        plan.ShouldContain(search, Case.Sensitive);
        plan.ShouldNotContain("SCAN", Case.Sensitive);
        plan.ShouldNotContain("TEMP B-TREE", Case.Sensitive);
    }

    [Fact]
    public async Task Retention_ReadsNoMoreThanARange()
    {
        var plan = await PlanAsync(RetentionSql.Next);

        plan.ShouldContain("SEARCH execution USING INTEGER PRIMARY KEY (rowid>?)");
        plan.ShouldNotContain("SCAN execution");
        plan.ShouldNotContain("TEMP B-TREE");
    }

    [Theory]
    [InlineData(LaneSql.FindWork)]
    [InlineData(QueueSql.Depth)]
    public async Task Statement_OverAllLanes_JumpsFromLaneToLane(string statement)
    {
        var plan = await PlanAsync(statement);

        plan.ShouldContain("queue_item_lane (queue=? AND lane>?)");
        plan.ShouldNotContain("SCAN queue_item");
        plan.ShouldNotContain("SCAN item");
    }

    private async Task<string> PlanAsync(string statement)
    {
        await using (await TestStore.StartAsync(_folder.File))
        {
        }

        await using var connection = _folder.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        foreach (Match name in Regex.Matches(statement, @"\$\w+", RegexOptions.NonBacktracking))
        {
            if (!command.Parameters.Contains(name.Value))
            {
                command.Parameters.AddWithValue(name.Value, DBNull.Value);
            }
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(3));
        }

        return string.Join('\n', plan);
    }
}
