/** Labelling configurations, as a person writes them: https://labelstud.io/guide/setup */

export const images = `
<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image">
    <Label value="Car" background="#d62728"/><Label value="Person"/><Label value="Bicycle"/>
  </RectangleLabels>
  <PolygonLabels name="polygon" toName="image"><Label value="Road"/></PolygonLabels>
  <EllipseLabels name="ellipse" toName="image"><Label value="Wheel"/></EllipseLabels>
  <KeyPointLabels name="point" toName="image"><Label value="Lamp"/></KeyPointLabels>
  <BrushLabels name="brush" toName="image"><Label value="Sky"/></BrushLabels>
  <Choices name="weather" toName="image" choice="multiple"><Choice value="sun"/><Choice value="rain"/></Choices>
</View>`;

/** A rectangle for the person, keypoints for the joints: the editor puts those that are drawn in a rectangle below it. */
export const poses = `
<View>
  <Image name="image" value="$image" rotateControl="true"/>
  <RectangleLabels name="box" toName="image"><Label value="Person"/></RectangleLabels>
  <KeyPointLabels name="joint" toName="image">
    <Label value="nose" model_index="0"/><Label value="left hand" model_index="1"/><Label value="right hand" model_index="2"/>
  </KeyPointLabels>
</View>`;

export const texts = `
<View>
  <Text name="text" value="$text"/>
  <Labels name="entity" toName="text"><Label value="Person"/><Label value="Place"/></Labels>
  <Choices name="mood" toName="text"><Choice value="glad"/><Choice value="sad"/></Choices>
</View>`;

export const videos = `
<View>
  <Video name="video" value="$video" framerate="25"/>
  <VideoRectangle name="box" toName="video"/>
  <Labels name="what" toName="video"><Label value="Ball"/></Labels>
</View>`;

export const boxes = `
<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image"><Label value="Person"/><Label value="Car"/><Label value="Bicycle"/></RectangleLabels>
</View>`;
