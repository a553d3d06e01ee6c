using Npgsql;

namespace Paracle.Store;

/// <summary>Names turned on their side, as unnest takes them.</summary>
internal static class NameKeys
{
    public static NpgsqlParameter[] Parameters(IReadOnlyList<NameKey> keys) =>
        [SqlValue.Texts([.. keys.Select(key => key.Tenant.Value)]), SqlValue.Texts([.. keys.Select(key => key.Name)])];
}
