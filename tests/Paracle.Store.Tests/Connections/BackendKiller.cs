namespace Paracle.Store.Tests;

/// <summary>Makes the backend that writes a row of a table end itself, the first few times, and counts the attempts: a sequence is not rolled back.</summary>
internal sealed class BackendKiller : IAsyncDisposable
{
    private readonly TestSchema _schema;
    private readonly string _table;

    private BackendKiller(TestSchema schema, string table) => (_schema, _table) = (schema, table);

    public static async Task<BackendKiller> CreateAsync(TestSchema schema, string table, bool atCommit, int kills, string when = "INSERT")
    {
        await Sql.ExecuteAsync($"""
            CREATE SEQUENCE {schema.Name}.attempts;
            CREATE FUNCTION {schema.Name}.die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF nextval('{schema.Name}.attempts') <= {kills} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
              RETURN NEW;
            END $$;
            CREATE {(atCommit ? "CONSTRAINT TRIGGER die AFTER" : "TRIGGER die BEFORE")} {when} ON {schema.Name}.{table}
              {(atCommit ? "DEFERRABLE INITIALLY DEFERRED" : "")} FOR EACH ROW EXECUTE FUNCTION {schema.Name}.die()
            """);
        return new BackendKiller(schema, table);
    }

    public async Task<int> CountAsync() => int.Parse((await Sql.QueryAsync($"SELECT last_value FROM {_schema.Name}.attempts")).Single());

    public async ValueTask DisposeAsync() =>
        await Sql.ExecuteAsync($"DROP TRIGGER die ON {_schema.Name}.{_table}; DROP FUNCTION {_schema.Name}.die(); DROP SEQUENCE {_schema.Name}.attempts");
}
