using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Runs the queue's own rules at the host's start.</summary>
internal sealed class DurableQueueOptionsValidator : IValidateOptions<DurableQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableQueueOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (InvalidInputException exception)
        {
            return ValidateOptionsResult.Fail($"DurableQueueOptions: {exception.Message}");
        }
    }
}
