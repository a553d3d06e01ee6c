using Microsoft.Extensions.Options;

namespace Paracle;

/// <summary>Checks <see cref="DurableQueueOptions"/> when the host starts. Every store that has a queue registers it.</summary>
public sealed class DurableQueueOptionsValidator : IValidateOptions<DurableQueueOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DurableQueueOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (InvalidInputException exception)
        {
            return ValidateOptionsResult.Fail($"{nameof(DurableQueueOptions)}: {exception.Message}");
        }
    }
}
