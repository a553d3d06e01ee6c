using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>The table of executions for EF Core, which reads it by a compiled query.</summary>
internal sealed class EntityContext(DbContextOptions<EntityContext> options) : DbContext(options)
{
    public static readonly Func<EntityContext, string, DateTime, Guid, Task<ExecutionRow?>> FindByKeyAsync = EF.CompileAsyncQuery(
        (EntityContext context, string tenant, DateTime createdAt, Guid id) =>
            context.Executions.AsNoTracking().SingleOrDefault(row => row.Tenant == tenant && row.CreatedAt == createdAt && row.Id == id));

    public DbSet<ExecutionRow> Executions => Set<ExecutionRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<ExecutionRow>(row =>
    {
        row.ToTable("executions", StoreDatabase.Schema).HasKey(r => new { r.Tenant, r.CreatedAt, r.Id });
        foreach (var property in row.Metadata.GetProperties())
        {
            property.ValueGenerated = ValueGenerated.Never;
            property.SetColumnName(ColumnOf(property.Name));
        }
    });

    // CreatedAt is created_at
    private static string ColumnOf(string property) =>
        string.Concat(property.Select((letter, at) => char.IsAsciiLetterUpper(letter) && at > 0 ? $"_{letter}" : $"{letter}")).ToLowerInvariant();
}
