using Paracle.Tool;

var result = ParacleCommand.Create(Environment.GetEnvironmentVariable).Parse(args);
var exitCode = await result.InvokeAsync();
return result.Errors.Count > 0 ? ExitCodes.Failed : exitCode;
