namespace Weir.Engine;

/// <summary>What the owner of a policy image keeps with a filter in it.</summary>
/// <param name="Action">Bits for <see cref="ImageFilter.Action"/> above <see cref="ImageAction.All"/>.</param>
/// <param name="Counter">For <see cref="ImageFilter.Counter"/>.</param>
internal readonly record struct ImageFilterMarks(uint Action, uint Counter);
