namespace Weir.Engine.Collections;

/// <summary>
/// Stands for one series of edits of trees. The nodes that an edit has made are nobody else's yet, so the next step with the same edit
/// changes them in place. To keep a version, go on with a new edit.
/// </summary>
internal sealed class TreeEdit;
