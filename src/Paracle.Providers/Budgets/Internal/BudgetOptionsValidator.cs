using Microsoft.Extensions.Options;

namespace Paracle.Providers.Budgets.Internal;

[OptionsValidator]
internal sealed partial class BudgetOptionsValidator : IValidateOptions<BudgetOptions>;
