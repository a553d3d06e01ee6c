using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>The ranges, generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsRangeValidator : IValidateOptions<SqliteStoreOptions>;
