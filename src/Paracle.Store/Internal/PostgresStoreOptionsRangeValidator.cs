using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The ranges, generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class PostgresStoreOptionsRangeValidator : IValidateOptions<PostgresStoreOptions>;
